package io.angarium.server.engine;

import java.util.Arrays;

/**
 * Where the log was at which time, by the messages that a replay meets: tells where a delayed message has its place whose time came behind the last checkpoint. Owner: {@link
 * Recovery}.
 */
final class LogTimes {
    private static final int LEAST = 64;

    private long[] times = new long[LEAST];
    private long[] positions = new long[LEAST];
    private int size;

    /** A message was accepted at this time, and its record is there. */
    void accepted(long time, long position) {
        if (size > 0 && times[size - 1] >= time) {
            return;
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            positions = Arrays.copyOf(positions, 2 * size);
        }
        times[size] = time;
        positions[size++] = position;
    }

    /**
     * A position behind all that was accepted before a time, and in front of all that came later.
     *
     * @param end a position behind all
     */
    long behind(long time, long end) {
        int found = Arrays.binarySearch(times, 0, size, time);
        int later = found < 0 ? -found - 1 : found;
        return later < size ? positions[later] - 1 : end;
    }
}
