package io.angarium.jms.session;

import java.time.Duration;

/**
 * Hears when a connection loses its broker and when it has it back. Nothing has to be done about it: calls wait meanwhile, and nothing is
 * lost. What an application must know reaches its {@link jakarta.jms.ExceptionListener}. Called one at a time, in order, on a thread of the
 * connection.
 */
public interface ConnectionStateListener {

    /**
     * The connection broke, and is being built up again.
     *
     * @param cause one line
     */
    void connectionLost(String cause);

    /**
     * It is there again.
     *
     * @param after how long it was away
     */
    void connectionRestored(Duration after);
}
