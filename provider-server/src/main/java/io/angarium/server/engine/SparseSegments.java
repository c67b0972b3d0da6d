package io.angarium.server.engine;

/** Decides which segment is emptied next by moving what lives in it. */
final class SparseSegments {
    /** There is none. */
    static final long NONE = -1;

    /** Above that, files may be so much larger than what lives: more is promised, and moving takes its time. */
    private static final double GOAL = 1.35;

    /** A segment that is fuller is not worth the copying. */
    private static final double FULL = 0.8;

    private SparseSegments() {}

    /** How much lives in a segment. */
    interface Usage {
        long bytes(long segment);
    }

    /**
     * How many bytes of files are too many.
     *
     * @param spareBytes what files may have beyond a multiple of what lives
     */
    static long excess(long fileBytes, long liveBytes, long spareBytes) {
        return Math.max(0, fileBytes - (long) (liveBytes * GOAL) - spareBytes);
    }

    /**
     * The segment with the least in it that is worth emptying, else {@link #NONE}.
     *
     * @param candidates segments that could be given up if they were empty
     * @param usage how much lives in each
     */
    static long choose(long segmentBytes, long[] candidates, Usage usage) {
        long best = NONE;
        long least = (long) (segmentBytes * FULL);
        for (long candidate : candidates) {
            long bytes = usage.bytes(candidate);
            if (bytes > 0 && bytes < least) {
                least = bytes;
                best = candidate;
            }
        }
        return best;
    }
}
