package io.angarium.server.engine;

import java.util.Map;

/**
 * How a session goes on where a lost one ended.
 *
 * @param confirmed the client knows the outcome of sends up to this sequence
 * @param resentUpTo sends up to this sequence need no credit
 * @param sentUpTo sends up to this sequence may be resends
 * @param open number of the transaction that was open, 0 for none
 * @param forgotten whether there may have been a window that is not there any more
 * @param tags highest tag that the client has seen, by consumer
 */
record Resumption(
        long confirmed, long resentUpTo, long sentUpTo, long open, boolean forgotten, Map<Integer, Long> tags) {

    /** Tags of that consumer go on behind this one. */
    long lastTag(int consumer) {
        return tags.getOrDefault(consumer, 0L);
    }
}
