package io.angarium.server.engine;

import io.angarium.server.effect.Effect;

/**
 * Where a message stands among those of its queue, in a way that outlives the run of a broker.
 *
 * @param countedAt position of the record by which it came to count; of one that waits for its delivery time, that time
 * @param time of one that joined its queue by its delivery time, that: many may join between two records; else 0
 * @param id of the message: of those that came to count together, the one that was sent first is first
 */
record Rank(long countedAt, long time, long id) implements Comparable<Rank> {
    /** In front of all. */
    static final Rank FIRST = new Rank(Long.MIN_VALUE, Long.MIN_VALUE);

    /** That of a message that did not join by its delivery time. */
    Rank(long countedAt, long id) {
        this(countedAt, 0, id);
    }

    static Rank of(Effect.Stand stand) {
        return new Rank(stand.countedAt(), stand.time(), stand.id());
    }

    /** As effects say it. */
    Effect.Stand stand() {
        return new Effect.Stand(countedAt, time, id);
    }

    @Override
    public int compareTo(Rank other) {
        int counted = Long.compare(countedAt, other.countedAt);
        int timed = counted != 0 ? counted : Long.compare(time, other.time);
        return timed != 0 ? timed : Long.compare(id, other.id);
    }
}
