package io.angarium.server.engine;

import java.util.ArrayDeque;

/** Holds back what waits for the disk, in the order of the journal: replies, confirmations, arrivals, horizons. Owner: the engine's holder. */
final class DurabilityGate {
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long durable;
    private long released;

    private record Entry(long position, Held held) {}

    /** Runs it when the record at this position is durable, and not before anything that was held earlier. */
    void hold(long position, Held held) {
        Entry last = entries.peekLast();
        entries.addLast(new Entry(last == null ? position : Math.max(position, last.position), held));
    }

    /** The same, or at once if that position is durable and nothing is held. */
    void holdUnlessDurable(long position, Held held) {
        if (position < durable && entries.isEmpty()) {
            held.release();
        } else {
            hold(position, held);
        }
    }

    /** A restart found the journal up to this position: nothing is held from before it. */
    void start(long position) {
        durable(position);
        released = position - 1;
    }

    /** Position of the record that was let go last: all that was held before has come, all that is held comes later. */
    long released() {
        return released;
    }

    /** Everything before this position is durable; {@link #release} acts on it. */
    void durable(long position) {
        durable = Math.max(durable, position);
    }

    /** Whether the record at this position is durable. */
    boolean isDurable(long position) {
        return position < durable;
    }

    /** Whether something could be let go. */
    boolean releasable() {
        Entry first = entries.peekFirst();
        return first != null && first.position < durable;
    }

    /** Lets go what is durable, first come first go, at most so much. */
    void release(int most) {
        for (int i = 0; i < most && releasable(); i++) {
            Entry entry = entries.removeFirst();
            released = entry.position;
            entry.held.release();
        }
    }

    /** Whether something is held that is not durable yet. */
    boolean waits() {
        Entry last = entries.peekLast();
        return last != null && last.position >= durable;
    }

    /** The position up to which all is durable, if something waits for more; -1 if nothing does. */
    long waitsFor() {
        return waits() ? durable : -1;
    }

    /** How much is held. */
    int size() {
        return entries.size();
    }
}
