package io.angarium.journal;

import io.angarium.journal.format.SegmentHeader;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which segments there are, and which of their files may be used again because nothing in them is needed. Any thread. */
final class SegmentPool {
    private final ConcurrentSkipListMap<Long, SegmentHeader> present = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<SegmentHeader> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger freeCount = new AtomicInteger();

    SegmentPool(Iterable<SegmentHeader> segments) {
        segments.forEach(this::add);
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
    void free(long sequence) {
        SegmentHeader segment = present.remove(sequence);
        if (segment != null) {
            free.add(segment);
            freeCount.incrementAndGet();
        }
    }

    /** Takes a segment whose file may be used again; null if there is none. */
    @Nullable
    SegmentHeader takeFree() {
        SegmentHeader taken = free.poll();
        if (taken != null) {
            freeCount.decrementAndGet();
        }
        return taken;
    }

    int freeCount() {
        return freeCount.get();
    }

    /** Returns the sequence numbers of the segments below one, ascending. */
    long[] below(long sequence) {
        Iterator<Long> below = present.headMap(sequence).keySet().iterator();
        long[] result = new long[16];
        int count = 0;
        while (below.hasNext()) {
            if (count == result.length) {
                result = java.util.Arrays.copyOf(result, count * 2);
            }
            result[count++] = below.next();
        }
        return java.util.Arrays.copyOf(result, count);
    }

    /** Returns how many segment files there are. */
    int files() {
        return present.size() + freeCount();
    }
}
