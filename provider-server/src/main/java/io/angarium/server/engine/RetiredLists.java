package io.angarium.server.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Places of lists that the engine does not need any more, while a checkpoint that a start could read still refers to them: what the replay
 * finds to have left a run makes the start read its list. A checkpoint that began later, once it counts, ends that. Owner: the engine's holder.
 */
final class RetiredLists {
    /** By segment, how many were retired since the checkpoint that is under way began, and how many before that. */
    private Map<Long, Integer> later = new HashMap<>();

    private Map<Long, Integer> before = new HashMap<>();

    void add(long segment) {
        later.merge(segment, 1, Integer::sum);
    }

    /** A checkpoint begins: it refers to none of them. */
    void begun() {
        later.forEach((segment, count) -> before.merge(segment, count, Integer::sum));
        later = new HashMap<>();
    }

    /** The checkpoint that began last counts. */
    void counted() {
        before = new HashMap<>();
    }

    /** Whether a segment is needed for one of them. */
    boolean holds(long segment) {
        return later.containsKey(segment) || before.containsKey(segment);
    }

    /** Segments that the next checkpoint would release. */
    Set<Long> segments() {
        return later.keySet();
    }
}
