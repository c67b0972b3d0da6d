package io.angarium.jms.link;

import io.angarium.wire.Frame;

/**
 * Takes what comes in from a {@link Link}. Called by one thread at a time, in order; never blocks and never calls application code. It may
 * call {@link Link#sendSoon}, but not {@link Link#send} or {@link Link#await}: a reader that waits for room in the socket reads nothing.
 */
public interface LinkListener {

    /** A frame came in. */
    void frame(Frame frame);

    /** The batch of frames that was read together is at its end: a moment to wake consumers once for many deliveries. */
    void endOfBatch();

    /**
     * The link to the broker broke, and another one is being sought; what the broker had delivered returns to it. Nothing comes in until
     * {@link #restored}, but for what cannot go on.
     */
    default void lost(LinkException cause) {}

    /** The broker has again what was open; consumers have no credit. May send, but not wait. */
    default void restored() {}

    /** The link is gone for good; the last call. Not called after the client's own {@link Link#close}. */
    void broken(LinkException cause);
}
