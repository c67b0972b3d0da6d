package io.angarium.server.engine;

/**
 * How much of a queue is in memory.
 *
 * @param run so many messages are parked together
 * @param front so many messages of a priority, those that are next, are not parked
 * @param loaded so many runs of a queue that were loaded may stay in memory, wherever they are
 * @param delayed so many messages that wait for their delivery time may be in memory, of all queues together
 */
record Paging(int run, int front, int loaded, int delayed) {
    /** A run that is so many times smaller than usual is not worth its list. */
    static final int LEAST_PART = 4;

    private static final long BUDGET_PER_MESSAGE = 64 * 1024;
    private static final int LEAST_RUN = 3;
    /** To load or to park as many is about a millisecond's work, in which nobody else is served. */
    private static final int MOST_RUN = 512;

    private static final int LOADED = 8;
    private static final int LEAST_RUNS_DELAYED = 4;
    private static final int MOST_RUNS_DELAYED = 128;
    private static final long BUDGET_PER_DELAYED = 1024;

    /** What suits a memory budget. */
    static Paging of(long budgetBytes) {
        int run = (int) Math.max(LEAST_RUN, Math.min(MOST_RUN, budgetBytes / BUDGET_PER_MESSAGE));
        long delayed = Math.max((long) LEAST_RUNS_DELAYED * run, budgetBytes / BUDGET_PER_DELAYED);
        return new Paging(run, 2 * run, LOADED, (int) Math.min((long) MOST_RUNS_DELAYED * run, delayed));
    }
}
