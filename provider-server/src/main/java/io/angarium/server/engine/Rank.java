package io.angarium.server.engine;

/**
 * Where a message stands among those of its queue, in a way that outlives the run of a broker.
 *
 * @param countedAt position of the record by which it came to count; of one that waits for its delivery time, that time
 * @param id of the message: of those that came to count together, the one that was sent first is first
 */
record Rank(long countedAt, long id) implements Comparable<Rank> {
    /** In front of all. */
    static final Rank FIRST = new Rank(Long.MIN_VALUE, Long.MIN_VALUE);

    @Override
    public int compareTo(Rank other) {
        int counted = Long.compare(countedAt, other.countedAt);
        return counted != 0 ? counted : Long.compare(id, other.id);
    }
}
