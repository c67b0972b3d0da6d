package io.angarium.server.engine;

/**
 * Where messages may be parked, and where those whose time has come leave that.
 *
 * @param queues queues that are long
 * @param delays messages that wait for their delivery time
 * @param due queues in which that has come
 */
record Crowds(LongQueues queues, Delays delays, DueQueues due) {

    /** Those of a new engine. */
    static Crowds of(Paging paging, LiveRecords live) {
        return new Crowds(new LongQueues(paging.run()), new Delays(paging, live), new DueQueues());
    }
}
