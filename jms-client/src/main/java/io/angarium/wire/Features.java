package io.angarium.wire;

/** Feature bits: additions that a version does not imply. Bits unknown to a peer are not set in its answer. */
public final class Features {
    /** Bodies that travel and lie in parts: STORE_PART, FETCH_PART and PART, and messages that name such a body. */
    public static final long BODIES_IN_PARTS = 1;

    /** Consumers that say when a message shall come again, and that have messages for a time: TIMING, RENEW, option consumer.lease. */
    public static final long TIMING = 2;

    /** Several conversations on one socket: SWITCH. */
    public static final long SHARED_SOCKET = 4;

    /** RESUME_SESSION says which sends have left the client before. */
    public static final long SENT_UP_TO = 8;

    /**
     * In a client's first HELLO only: it would rather be sent to a Unix domain socket, if it has reached the broker over loopback and without anybody between them. The
     * upper 16 bits are then the TCP port that it has connected from. Not answered.
     */
    public static final long LOCAL_SOCKET = 16;

    private static final int PORT_SHIFT = 48;

    /** What this code understands. */
    public static final long SUPPORTED = BODIES_IN_PARTS | TIMING | SHARED_SOCKET | SENT_UP_TO;

    /** All that this version knows, but for a socket of one's own. */
    public static final long ALONE = SUPPORTED & ~SHARED_SOCKET;

    private Features() {}

    /** Those of a client that would rather be sent to a Unix domain socket. */
    public static long wishingLocalSocket(long features, int fromPort) {
        return (features | LOCAL_SOCKET) & -1L >>> Short.SIZE | (long) fromPort << PORT_SHIFT;
    }

    /** Whether such a wish comes from who has connected from that port, and not through something between, as a tunnel. */
    public static boolean wishesLocalSocket(long features, int fromPort) {
        return (features & LOCAL_SOCKET) != 0 && features >>> PORT_SHIFT == fromPort;
    }

    /** The features of a conversation: those that both understand. */
    public static long negotiate(long peer) {
        return SUPPORTED & peer;
    }
}
