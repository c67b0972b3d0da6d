package io.angarium.wire;

import java.util.List;

/** Frames that concern a session. Session numbers are chosen by the client, are positive and never used twice in a connection. */
public sealed interface SessionFrame extends Frame {

    /** Opens a session; not answered. */
    record OpenSession(int session) implements SessionFrame {}

    /**
     * Closes a session with its producers and consumers, rolls back its transaction, and returns what it held to the queues.
     *
     * @param handed what the application has seen of it, see {@link Handed}
     */
    record CloseSession(int correlation, int session, List<Handed> handed) implements SessionFrame, Frame.Request {}

    /**
     * Returns everything delivered to the session's consumers and not acknowledged to its place in the queues, and sets the credit of
     * these consumers to zero. Deliveries that precede the reply are void.
     */
    record Recover(int correlation, int session, List<Handed> handed) implements SessionFrame, Frame.Request {}

    /**
     * Says that the application was given everything of this consumer up to and including a tag: only that counts as an attempt.
     *
     * @param consumer consumer number
     * @param upTo highest tag handed to the application, 0 if none
     */
    record Handed(int consumer, long upTo) {}
}
