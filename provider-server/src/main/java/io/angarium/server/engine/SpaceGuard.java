package io.angarium.server.engine;

/**
 * Watches that the journal's files stay below their hard bound, whatever the load: two and a half times what lives, and a constant. When they
 * come near it, because the copier cannot keep up with what dies among what lives, checkpoints are asked for and producers wait until
 * the files have become fewer. Owner: the engine's holder.
 */
final class SpaceGuard {
    private static final double HARD_FACTOR = 2.5;
    private static final double PROMISED_FACTOR = 1.5;
    /** A record that lies across no end of a segment leaves up to its own length there: of two segments together more than one is full. */
    private static final double HUGE_FACTOR = 2.25;

    private static final int CONSTANT_SEGMENTS = 4;
    private static final long CONSTANT_BYTES = 256L * 1024 * 1024;

    /** What may still come from producers that have credit, and is prepared ahead. */
    private static final long MARGIN_SEGMENTS = 2;

    /** So much lower than where they began to wait, producers go on, if the files come to rest there. */
    private static final long RELIEF_SEGMENTS = 1;

    /** While producers wait, so long after a checkpoint was asked for another one is: what died meanwhile may need it to be given up. */
    private static final long ASK_AGAIN_MILLIS = 1_000;

    private final Space space;
    private final LiveRecords live;
    private final BrokerClock clock;
    private boolean tight;
    private long askedAt;
    private long times;

    SpaceGuard(Space space, LiveRecords live, BrokerClock clock) {
        this.clock = clock;
        this.space = space;
        this.live = live;
    }

    /** What files may have at most, at any time, given what lives. */
    static long bound(long liveBytes, long segmentBytes) {
        return (long) (liveBytes * HARD_FACTOR) + CONSTANT_SEGMENTS * segmentBytes + CONSTANT_BYTES;
    }

    /**
     * What files have at most a minute after any burst, given what lives.
     *
     * @param hugeBytes what of it is in records of more than a quarter of a segment, see {@link LiveRecords#hugeBytes}
     */
    static long promised(long liveBytes, long hugeBytes, long segmentBytes) {
        return (long) ((liveBytes - hugeBytes) * PROMISED_FACTOR + hugeBytes * HUGE_FACTOR)
                + CONSTANT_SEGMENTS * segmentBytes
                + CONSTANT_BYTES;
    }

    /**
     * Whether producers are to wait.
     *
     * @param waiting whether they wait already
     * @param restBytes what files have when there is nothing more to do about them: who waits for fewer waits for ever
     */
    static boolean tight(boolean waiting, long fileBytes, long liveBytes, long segmentBytes, long restBytes) {
        long near = bound(liveBytes, segmentBytes) - MARGIN_SEGMENTS * segmentBytes;
        long relief = Math.min(near, Math.max(near - RELIEF_SEGMENTS * segmentBytes, restBytes));
        return fileBytes > (waiting ? relief : near);
    }

    /** End of a round. */
    void step() {
        long rest = (long) (live.bytes() * space.emptying().goal()) + space.spareBytes();
        boolean now = tight(tight, space.fileBytes(), live.bytes(), space.segmentBytes(), rest);
        if (now && !tight) {
            times++;
        }
        if (now && (!tight || Math.abs(clock.now() - askedAt) >= ASK_AGAIN_MILLIS)) {
            askedAt = clock.now();
            space.wantCheckpoint();
        }
        tight = now;
    }

    /** Whether producers are to wait. */
    boolean tight() {
        return tight;
    }

    /** How often they have had to in this run. */
    long times() {
        return times;
    }

    /** Why they wait, for people. */
    String reason() {
        return "the journal's files have " + space.fileBytes() / 1024 + " KiB, near the bound of "
                + bound(live.bytes(), space.segmentBytes()) / 1024 + " KiB for what lives in them";
    }
}
