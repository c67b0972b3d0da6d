package io.angarium.server.engine;

/**
 * How many lists must be read by a start of which the last checkpoint speaks: those of which the log says that they were opened, and ordinary ones of whose messages some have left or changed. A start has the messages of
 * each in memory, and what tells of that takes next to nothing of the log. So many of them make a checkpoint due. Owner: the engine's holder.
 */
final class OpenedLists {
    /** So many times what may wait for its delivery time in memory. */
    private static final int PORTIONS = 4;

    private final int most;
    private int count;

    OpenedLists(Paging paging) {
        this.most = PORTIONS * paging.delayed() / paging.run();
    }

    /** A start must read the list of a run, if the last checkpoint speaks of it. */
    void add(ParkedRun run) {
        if (run.untold()) {
            run.told();
            count += run.queue().deleted() ? 0 : 1;
        }
    }

    /** A checkpoint begins: it speaks of none of them. */
    void begun() {
        count = 0;
    }

    boolean tooMany() {
        return count > most;
    }
}
