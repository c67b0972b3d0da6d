package io.angarium.wire;

/** Feature bits: additions that a version does not imply. None exists yet; bits unknown to a peer are not set in its answer. */
public final class Features {
    /** What this code understands. */
    public static final long SUPPORTED = 0;

    private Features() {}

    /** The features of a conversation: those that both understand. */
    public static long negotiate(long peer) {
        return SUPPORTED & peer;
    }
}
