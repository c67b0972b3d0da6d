package io.angarium.server.engine;

/**
 * How many lists were opened of which the last checkpoint speaks: a start has the messages of each in memory of which something is due or has left, and
 * what tells of that takes next to nothing of the log. So many of them make a checkpoint due. Owner: the engine's holder.
 */
final class OpenedLists {
    /** So many times what may wait for its delivery time in memory. */
    private static final int PORTIONS = 4;

    private final int most;
    private int count;

    OpenedLists(Paging paging) {
        this.most = PORTIONS * paging.delayed() / paging.run();
    }

    /** The log says that one was opened. */
    void add() {
        count++;
    }

    /** A checkpoint begins: it speaks of none of them. */
    void begun() {
        count = 0;
    }

    boolean tooMany() {
        return count > most;
    }
}
