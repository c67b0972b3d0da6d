package io.angarium.server.engine;

import java.util.ArrayDeque;

/** Holds back what waits for the disk, in the order of the journal: replies, confirmations, arrivals, horizons. Owner: the engine's holder. */
final class DurabilityGate {
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long durable;

    private record Entry(long position, Held held) {}

    /** Everything before this position is durable. */
    long durable() {
        return durable;
    }

    /** Runs it when the record at this position is durable, and not before anything that was held earlier. */
    void hold(long position, Held held) {
        Entry last = entries.peekLast();
        entries.addLast(new Entry(last == null ? position : Math.max(position, last.position), held));
    }

    /** Lets everything go that was waiting for positions before this one. */
    void release(long upTo) {
        durable = Math.max(durable, upTo);
        Entry entry = entries.peekFirst();
        while (entry != null && entry.position < durable) {
            entries.removeFirst();
            entry.held.release();
            entry = entries.peekFirst();
        }
    }

    /** How much waits. */
    int size() {
        return entries.size();
    }
}
