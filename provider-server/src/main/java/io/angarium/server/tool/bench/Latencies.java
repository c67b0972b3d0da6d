package io.angarium.server.tool.bench;

import java.util.Arrays;

/** Durations of single operations in nanoseconds. Owned by one thread until it is handed over. */
final class Latencies {
    private static final int START = 1 << 14;

    private long[] nanos = new long[START];
    private int count;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** Counts and percentiles of a window of some length. */
    Window window(long windowNanos) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Window(count * 1e9 / Math.max(1, windowNanos), percentile(sorted, 0.50), percentile(sorted, 0.99));
    }

    /** In microseconds, 0 for nothing. */
    static double percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e3;
    }
}
