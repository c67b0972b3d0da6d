package io.angarium.server.engine;

/**
 * How much of a queue is in memory.
 *
 * @param run so many messages are parked together
 * @param front so many messages of a priority, those that are next, are not parked
 * @param loaded so many runs of a queue that were loaded may stay in memory, wherever they are
 */
record Paging(int run, int front, int loaded) {
    private static final long BUDGET_PER_MESSAGE = 64 * 1024;
    private static final int LEAST_RUN = 3;
    private static final int MOST_RUN = 1024;
    private static final int LOADED = 8;

    /** What suits a memory budget. */
    static Paging of(long budgetBytes) {
        int run = (int) Math.max(LEAST_RUN, Math.min(MOST_RUN, budgetBytes / BUDGET_PER_MESSAGE));
        return new Paging(run, 2 * run, LOADED);
    }
}
