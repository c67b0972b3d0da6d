package io.angarium.server.stress;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each thing was done or seen. Thread-safe. */
final class Counts {
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    void count(String what) {
        counts.computeIfAbsent(what, any -> new LongAdder()).increment();
    }

    void add(Counts other) {
        other.counts.forEach((what, n) ->
                counts.computeIfAbsent(what, any -> new LongAdder()).add(n.sum()));
    }

    long of(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (Map.Entry<String, LongAdder> entry : counts.entrySet()) {
            String end = ++column % 3 == 0 ? "\n" : "   ";
            text.append(String.format(
                    "%-38s %,9d%s", entry.getKey(), entry.getValue().sum(), end));
        }
        return text.toString();
    }
}
