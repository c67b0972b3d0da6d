package io.angarium.jms.session;

import io.angarium.jms.receiving.DispatchSource;
import io.angarium.jms.sending.Completions;
import jakarta.jms.JMSException;

/** Lets the session's thread call completion listeners, whether or not the connection is started. */
record CompletionSource(Completions completions) implements DispatchSource {

    @Override
    public boolean ready() {
        return completions.ready();
    }

    @Override
    public boolean runOne() {
        return completions.runOne();
    }

    @Override
    public void broken(JMSException cause) {
        completions.failAll(cause);
    }
}
