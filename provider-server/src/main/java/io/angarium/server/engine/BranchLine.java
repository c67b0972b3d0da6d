package io.angarium.server.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which prepared branch is to be parked next, and when: at once only while memory is exhausted, soon while it is crowded, so that a branch that
 * commits right after its prepare is not parked before, and else after some seconds. What was read back goes last. Owner: {@link BranchPager}.
 */
final class BranchLine {
    static final long PATIENCE_MILLIS = 5000;
    static final long CROWDED_MILLIS = 1000;

    private final MemoryBudget budget;
    private final Paging paging;
    /** When they were prepared, the first of them first. */
    private final Map<Transaction, Long> prepared = new LinkedHashMap<>();
    /** When something of them was read back: none of these is parked at once, or it would be read and parked for ever. */
    private final Map<Transaction, Long> readBack = new LinkedHashMap<>();

    private long sends;

    BranchLine(MemoryBudget budget, Paging paging) {
        this.budget = budget;
        this.paging = paging;
    }

    /** It was prepared now. */
    void prepared(Transaction work, long now) {
        prepared.put(work, now);
        sends += work.sends().size();
    }

    /** Something of it was read back now. */
    void readBack(Transaction work, long now) {
        readBack.put(work, now);
        sends += work.sends().size();
    }

    void leave(Transaction work) {
        boolean waited = prepared.remove(work) != null;
        if (readBack.remove(work) != null || waited) {
            sends -= work.sends().size();
        }
    }

    /** So many sends of one in line have left it. */
    void parked(int count) {
        sends -= count;
    }

    /** When {@link #next} has one. */
    long dueAt() {
        return Math.min(preparedDueAt(), readBackDueAt());
    }

    /** The one to be parked now, null for none. */
    @Nullable
    Transaction next(long now) {
        if (preparedDueAt() <= now) {
            return first(prepared).getKey();
        }
        return readBackDueAt() <= now ? first(readBack).getKey() : null;
    }

    private long preparedDueAt() {
        if (prepared.isEmpty() || !wanted()) {
            return Long.MAX_VALUE;
        }
        long patience = budget.exhausted() ? 0 : budget.crowded() ? CROWDED_MILLIS : PATIENCE_MILLIS;
        return first(prepared).getValue() + patience;
    }

    private long readBackDueAt() {
        return readBack.isEmpty() || !wanted()
                ? Long.MAX_VALUE
                : first(readBack).getValue() + PATIENCE_MILLIS;
    }

    private boolean wanted() {
        return budget.crowded() || sends > paging.front();
    }

    private static Map.Entry<Transaction, Long> first(Map<Transaction, Long> line) {
        return line.entrySet().iterator().next();
    }
}
