package io.angarium.server.engine.sim;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of input, fault and observation occurred. */
final class Tally {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(String kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    void count(boolean when, String kind) {
        if (when) {
            count(kind);
        }
    }

    void add(Tally other) {
        other.counts.forEach((kind, n) -> counts.merge(kind, n, Long::sum));
    }

    long of(String kind) {
        return counts.getOrDefault(kind, 0L);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            text.append(
                    String.format("%-34s %,11d%s", entry.getKey(), entry.getValue(), ++column % 3 == 0 ? "\n" : "   "));
        }
        return text.toString();
    }
}
