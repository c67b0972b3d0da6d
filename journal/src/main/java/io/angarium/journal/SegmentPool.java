package io.angarium.journal;

import io.angarium.journal.format.SegmentHeader;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which segments there are, and which of their files may be used again because nothing in them is needed: those that were given up, unless
 * somebody has pinned them. Any thread; what is free and what is pinned is guarded by this object.
 */
final class SegmentPool {
    private final ConcurrentSkipListMap<Long, SegmentHeader> present = new ConcurrentSkipListMap<>();
    private final Queue<SegmentHeader> free = new ArrayDeque<>();
    private int pins;

    SegmentPool(Iterable<SegmentHeader> segments) {
        segments.forEach(this::add);
    }

    /**
     * The segments of a moment, whose files stay as they are until this is closed.
     *
     * @param segments those that had not been given up, in order
     * @param position below which everything was durable at that moment
     */
    record Pin(SegmentPool pool, List<SegmentHeader> segments, long position) implements Closeable {
        @Override
        public void close() {
            pool.unpin();
        }
    }

    /** Keeps all segments that are there now; the position is read at the same moment. */
    synchronized Pin pin(LongSupplier durable) {
        pins++;
        return new Pin(this, List.copyOf(present.values()), durable.getAsLong());
    }

    private synchronized void unpin() {
        pins--;
    }

    void add(SegmentHeader segment) {
        present.put(segment.sequence(), segment);
    }

    /** Returns the header of a segment that is there and not free. */
    @Nullable
    SegmentHeader get(long sequence) {
        return present.get(sequence);
    }

    /** Gives a segment up. Does nothing if it is not there. */
    synchronized void free(long sequence) {
        SegmentHeader segment = present.remove(sequence);
        if (segment != null) {
            free.add(segment);
        }
    }

    /** Takes a segment whose file may be used again; null if there is none. */
    @Nullable
    synchronized SegmentHeader takeFree() {
        return pins > 0 ? null : free.poll();
    }

    synchronized int freeCount() {
        return free.size();
    }

    /** Returns the sequence numbers of the segments below one, ascending. */
    long[] below(long sequence) {
        Iterator<Long> below = present.headMap(sequence).keySet().iterator();
        long[] result = new long[16];
        int count = 0;
        while (below.hasNext()) {
            if (count == result.length) {
                result = Arrays.copyOf(result, count * 2);
            }
            result[count++] = below.next();
        }
        return Arrays.copyOf(result, count);
    }

    /** Returns how many segment files there are. */
    synchronized int files() {
        return present.size() + free.size();
    }
}
