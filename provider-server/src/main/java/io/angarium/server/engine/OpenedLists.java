package io.angarium.server.engine;

/**
 * How many lists must be read by a start of which the last checkpoint speaks: delayed ones that were opened, as their time comes, and others of whose messages some have left or changed. A start has the messages of
 * each in memory, and what tells of that takes next to nothing of the log. So many of them make a checkpoint due, once a start would read as much of them as a checkpoint writes: it speaks of all lists of all queues. However much
 * that is, it is worth it when they are very many: they must find room in memory.
 * Owner: the engine's holder.
 */
final class OpenedLists {
    /** They have twice as many messages as may wait for their delivery time in memory. */
    private static final int MOST = 256;

    private static final int VERY_MANY = 8 * MOST;

    private int count;
    private long bytes;

    /** A start must read the list of a run, if the last checkpoint speaks of it. */
    void add(ParkedRun run) {
        if (run.uncounted()) {
            run.counted();
            if (!run.queue().deleted()) {
                count++;
                bytes += run.record().size();
            }
        }
    }

    /** A checkpoint begins: it speaks of none of them. */
    void begun() {
        count = 0;
        bytes = 0;
    }

    /**
     * Whether they are worth a checkpoint.
     *
     * @param checkpointBytes how much the last one has
     */
    boolean tooMany(long checkpointBytes) {
        return count > MOST && (bytes >= checkpointBytes || count > VERY_MANY);
    }
}
