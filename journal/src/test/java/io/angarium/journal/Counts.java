package io.angarium.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How often what has happened in a random test. Any thread. */
final class Counts {
    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

    void add(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> all() {
        return counts;
    }
}
