package io.angarium.server.engine;

/**
 * Where messages may be parked.
 *
 * @param queues queues that are long
 * @param delays messages that wait for their delivery time
 * @param due queues in which that has come
 */
record Crowds(LongQueues queues, Delays delays, DueQueues due) {}
