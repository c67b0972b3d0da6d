package io.angarium.jms.session;

import io.angarium.jms.error.Unchecked;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** Runs all steps of a close, whatever fails, and throws the first failure at the end. Lives for one close. */
final class CloseSteps {
    private @Nullable JMSException first;

    CloseSteps then(Unchecked.Action step) {
        try {
            step.run();
        } catch (JMSException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
        return this;
    }

    /** @param broken whether the link is gone, so that failures are no news */
    void finish(boolean broken) throws JMSException {
        if (first != null && !broken) {
            throw first;
        }
    }
}
