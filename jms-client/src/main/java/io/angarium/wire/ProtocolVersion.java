package io.angarium.wire;

import java.util.OptionalInt;

/** The versions of the protocol that this code speaks. */
public final class ProtocolVersion {
    /** The lowest. */
    public static final int LOWEST = 1;

    /** The highest. */
    public static final int CURRENT = 1;

    private ProtocolVersion() {}

    /**
     * The version for a conversation: the highest that both speak; empty if there is none.
     *
     * @param peerLowest from the peer's {@link ConnectionFrame.Hello}
     * @param peerHighest from the peer's {@link ConnectionFrame.Hello}
     */
    public static OptionalInt negotiate(int peerLowest, int peerHighest) {
        int highest = Math.min(CURRENT, peerHighest);
        return highest >= Math.max(LOWEST, peerLowest) ? OptionalInt.of(highest) : OptionalInt.empty();
    }
}
