package io.angarium.server.engine;

import java.util.Arrays;

/** A growing list of longs without boxes. */
final class LongList {
    private long[] values = new long[8];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The values so far; the list is empty afterwards. */
    long[] drain() {
        long[] result = Arrays.copyOf(values, size);
        size = 0;
        if (values.length > 1024) {
            values = new long[8];
        }
        return result;
    }
}
