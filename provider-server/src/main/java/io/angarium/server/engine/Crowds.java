package io.angarium.server.engine;

/**
 * Where messages may be parked, and what that leaves to a start.
 *
 * @param queues queues that are long
 * @param delays messages that wait for their delivery time
 * @param due queues in which that has come
 * @param opened lists that a start must read
 */
record Crowds(LongQueues queues, Delays delays, DueQueues due, OpenedLists opened) {

    /** Those of a new engine. */
    static Crowds of(Paging paging, LiveRecords live) {
        return new Crowds(
                new LongQueues(paging.run()), new Delays(paging, live), new DueQueues(), new OpenedLists(paging));
    }
}
