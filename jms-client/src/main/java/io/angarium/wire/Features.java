package io.angarium.wire;

/** Feature bits: additions that a version does not imply. Bits unknown to a peer are not set in its answer. */
public final class Features {
    /** Bodies that travel and lie in parts: STORE_PART, FETCH_PART and PART, and messages that name such a body. */
    public static final long BODIES_IN_PARTS = 1;

    /** Consumers that say when a message shall come again: RETRY_AFTER. */
    public static final long RETRY_AFTER = 2;

    /** What this code understands. */
    public static final long SUPPORTED = BODIES_IN_PARTS | RETRY_AFTER;

    private Features() {}

    /** The features of a conversation: those that both understand. */
    public static long negotiate(long peer) {
        return SUPPORTED & peer;
    }
}
