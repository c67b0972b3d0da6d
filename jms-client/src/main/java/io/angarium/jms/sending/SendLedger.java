package io.angarium.jms.sending;

import io.angarium.wire.ProducerFrame.SendRefused;
import jakarta.jms.JMSException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbering of a session's sends and what the broker has said about them. Numbers are given under the session's send lock, answers
 * come on the reading thread.
 */
public final class SendLedger {
    private final Refusals refusals;
    private long last; // guarded by the session's send lock
    private volatile long confirmed;

    /** @param background told of refused sends that nobody waits for; must not block */
    public SendLedger(Consumer<JMSException> background) {
        refusals = new Refusals(background);
    }

    /** The next number; under the send lock. */
    long next(boolean awaited) {
        last++;
        if (awaited) {
            refusals.expect(last);
        }
        return last;
    }

    /** All sends up to a sequence number are accepted, but for those refused before. Never blocks. */
    public void confirmed(long upTo) {
        confirmed = Math.max(confirmed, upTo);
    }

    /** One send was refused. Never blocks. */
    public void refused(SendRefused frame) {
        refusals.add(frame);
    }

    /** Whether the broker has answered a send that was expected to be awaited. */
    boolean settled(long sequence) {
        return confirmed >= sequence || refusals.has(sequence);
    }

    /** Takes the outcome of a settled send: null if it was accepted. */
    @Nullable
    JMSException outcome(long sequence) {
        return refusals.claim(sequence);
    }

    /** Takes the first refusal that nobody waited for, or null. */
    public @Nullable JMSException takeOrphan() {
        return refusals.takeOrphan();
    }
}
