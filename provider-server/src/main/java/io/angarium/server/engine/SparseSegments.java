package io.angarium.server.engine;

/** Decides which segment is emptied next by moving what lives in it. */
final class SparseSegments {
    /** There is none. */
    static final long NONE = -1;

    private SparseSegments() {}

    /** How much lives in a segment. */
    interface Usage {
        long bytes(long segment);
    }

    /**
     * How many bytes of files are too many.
     *
     * @param goal the multiple
     * @param spareBytes what files may have beyond a multiple of what lives
     */
    static long excess(double goal, long fileBytes, long liveBytes, long spareBytes) {
        return Math.max(0, fileBytes - (long) (liveBytes * goal) - spareBytes);
    }

    /**
     * The segment with the least in it that is worth emptying, else {@link #NONE}.
     *
     * @param full a segment in which more than this part lives is not worth emptying
     * @param candidates segments that could be given up if they were empty
     * @param usage how much lives in each
     */
    static long choose(double full, long segmentBytes, long[] candidates, Usage usage) {
        long best = NONE;
        long least = (long) (segmentBytes * full);
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
