package io.angarium.server.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Decides which segment is emptied next by moving what lives in it. */
final class SparseSegments {
    /** There is none. */
    static final long NONE = -1;

    /** So many of the sparsest are looked at together. */
    static final int MOST_LOOKED_AT = 64;

    /** From here on everything is to be moved, whatever it gains. */
    private static final double WHATEVER_IT_GAINS = 1;

    private SparseSegments() {}

    /** How much lives in a segment. */
    interface Usage {
        long bytes(long segment);

        /** What of it is large. */
        Shape shape(long segment);
    }

    /**
     * What lives in a segment, as far as that matters for where it fits: no record lies across the end of a segment.
     *
     * @param bytes all of it
     * @param largestSmall no record but the large ones has more
     * @param large bytes of each large record, in their order
     */
    record Shape(long bytes, long largestSmall, List<Long> large) {
        long smallBytes() {
            return bytes - large.stream().mapToLong(Long::longValue).sum();
        }
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
     * The segment with the least in it, if emptying it and those that follow it makes fewer segments, else {@link #NONE}. Records that are
     * large against a segment leave room at its end, in each new one as in each old one; of those, moving may gain nothing.
     *
     * @param full a segment in which more than this part lives is not worth emptying
     * @param packing the end of the log, where what is moved goes
     * @param candidates segments that could be given up if they were empty
     * @param usage how much lives in each
     */
    static long choose(double full, Packing packing, long[] candidates, Usage usage) {
        long enough = (long) (packing.segmentBytes() * full);
        long[] sparsest = Arrays.stream(candidates)
                .filter(candidate -> usage.bytes(candidate) > 0 && usage.bytes(candidate) < enough)
                .boxed()
                .sorted(Comparator.comparingLong(usage::bytes))
                .limit(MOST_LOOKED_AT)
                .mapToLong(Long::longValue)
                .toArray();
        boolean gains = sparsest.length > 0 && full > WHATEVER_IT_GAINS;
        for (int emptied = 1; emptied <= sparsest.length && !gains; emptied++) {
            packing.add(usage.shape(sparsest[emptied - 1]));
            gains = packing.begun() < emptied;
        }
        return gains ? sparsest[0] : NONE;
    }
}
