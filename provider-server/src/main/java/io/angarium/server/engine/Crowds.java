package io.angarium.server.engine;

/**
 * Where messages may be parked.
 *
 * @param queues queues that are long
 * @param delays messages that wait for their delivery time
 */
record Crowds(LongQueues queues, Delays delays) {}
