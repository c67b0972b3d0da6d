package io.angarium.server.tool.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often which duration occurred, to about 3 %: one counter for each thirty-second part of each power of two of nanoseconds. Its size
 * does not depend on how much is measured. Any thread may add, any may read meanwhile.
 */
final class Spectrum {
    private static final int BITS = 5;
    private static final int PARTS = 1 << BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * PARTS);

    void add(long nanos) {
        counts.getAndIncrement(index(Math.max(0, nanos)));
    }

    /** Values below 64 each have their own counter; above, the five bits after the first one choose the part. */
    private static int index(long nanos) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - BITS - 1);
        return shift * PARTS + (int) (nanos >>> shift);
    }

    private static long least(int index) {
        int shift = Math.max(0, index / PARTS - 1);
        return (long) (index - shift * PARTS) << shift;
    }

    /** The counts of now, to be compared with later ones. */
    long[] counts() {
        long[] copy = new long[counts.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
        }
        return copy;
    }

    /** What came between two readings. */
    static long[] between(long[] earlier, long[] later) {
        long[] difference = later.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= earlier[i];
        }
        return difference;
    }

    static long total(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /**
     * In microseconds, 0 for nothing.
     *
     * @param share from 0 to 1; 1 is the longest
     */
    static double percentile(long[] counts, double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * total(counts)));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return least(i) / 1e3;
            }
        }
        return 0;
    }
}
