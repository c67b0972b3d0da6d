package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Delivery tags gathered into ranges by consumer. Tags of one consumer come in ascending order, so only its last range can grow; gaps
 * stay gaps. Guarded by its own lock.
 */
final class TagRanges {
    private final Map<Integer, Range> growing = new HashMap<>(); // guarded by this
    private final List<Range> closed = new ArrayList<>(); // guarded by this
    private int tags; // guarded by this

    synchronized void add(int consumer, long tag) {
        Range last = growing.get(consumer);
        if (last != null && last.last() + 1 != tag) {
            closed.add(last);
            last = null;
        }
        growing.put(consumer, new Range(consumer, last == null ? tag : last.first(), tag));
        tags++;
    }

    synchronized boolean isEmpty() {
        return tags == 0;
    }

    /** How many tags are in. */
    synchronized int size() {
        return tags;
    }

    synchronized void clear() {
        growing.clear();
        closed.clear();
        tags = 0;
    }

    /** Empties it, in lists of at most so many ranges. */
    synchronized List<List<Range>> take(int most) {
        closed.addAll(growing.values());
        List<List<Range>> lists = new ArrayList<>();
        for (int from = 0; from < closed.size(); from += most) {
            lists.add(List.copyOf(closed.subList(from, Math.min(from + most, closed.size()))));
        }
        clear();
        return lists;
    }
}
