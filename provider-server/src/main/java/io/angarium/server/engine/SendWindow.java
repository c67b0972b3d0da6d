package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.UUID;

/**
 * Which sends of a session have been taken, and which of its transactions committed last: what the broker must know to recognise a
 * resend. A high-water mark, and the holes below it: numbers that were refused, or of which a journal knows nothing. Only so many holes
 * are kept; what lies at or below the {@link #floor} has been forgotten. Owner: the engine's holder.
 */
final class SendWindow {
    /** More holes than a session has that loses its connection while the disk is full, say. */
    static final int MOST_HOLES = 256;

    private final Key key;
    private final Deque<Hole> holes = new ArrayDeque<>(0);
    private long floor;
    private long mark;
    private long committed;
    private long lastUsed;
    private boolean recovered;
    private long unsureUpTo;

    /** What a checkpoint says of it. */
    Effect.SendWindowKept kept() {
        long[] ends = new long[holes.size() * 2];
        int at = 0;
        for (Hole hole : holes) {
            ends[at++] = hole.first;
            ends[at++] = hole.last;
        }
        return new Effect.SendWindowKept(key.incarnation, key.session, floor, mark, committed, lastUsed, ends);
    }

    /** A window as a checkpoint says it. */
    static SendWindow of(Effect.SendWindowKept kept) {
        SendWindow window = new SendWindow(new Key(kept.incarnation(), kept.session()));
        window.floor = kept.floor();
        window.mark = kept.mark();
        window.committed = kept.committed();
        window.lastUsed = kept.lastUsed();
        for (int i = 0; i < kept.holes().length; i += 2) {
            window.holes.addLast(new Hole(kept.holes()[i], kept.holes()[i + 1]));
        }
        window.recovered = true;
        return window;
    }

    /**
     * Whose sends.
     *
     * @param incarnation of the connection
     * @param session its number there
     */
    record Key(UUID incarnation, int session) {}

    /** Numbers that were not taken, both ends included. */
    private record Hole(long first, long last) {}

    SendWindow(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** Highest number that was ever seen. */
    long mark() {
        return mark;
    }

    /** Nothing is known of numbers up to this one. */
    long floor() {
        return floor;
    }

    /** Whether that send has been taken. */
    boolean has(long sequence) {
        if (sequence > mark || sequence <= floor) {
            return false;
        }
        for (Iterator<Hole> all = holes.descendingIterator(); all.hasNext(); ) {
            Hole hole = all.next();
            if (hole.last < sequence) {
                return true;
            }
            if (hole.first <= sequence) {
                return false;
            }
        }
        return true;
    }

    /** A send was taken. */
    void taken(long sequence) {
        if (sequence == mark + 1) {
            mark = sequence;
        } else if (sequence > mark) {
            add(new Hole(mark + 1, sequence - 1));
            mark = sequence;
        } else {
            fill(sequence);
        }
    }

    /** A send was refused: the same number may come again. */
    void refused(long sequence) {
        if (sequence > mark) {
            add(new Hole(mark + 1, sequence));
            mark = sequence;
        }
    }

    /** The client knows what became of all sends up to this one: none of them comes again. */
    void settled(long sequence) {
        floor = Math.max(floor, sequence);
        mark = Math.max(mark, sequence);
        while (!holes.isEmpty() && holes.peekFirst().last <= floor) {
            holes.removeFirst();
        }
    }

    private void add(Hole hole) {
        Hole last = holes.peekLast();
        if (last != null && last.last + 1 == hole.first) {
            holes.removeLast();
            holes.addLast(new Hole(last.first, hole.last));
        } else {
            holes.addLast(hole);
        }
        if (holes.size() > MOST_HOLES) {
            floor = holes.removeFirst().last;
        }
    }

    /** Rare: a number below the mark was taken. */
    private void fill(long sequence) {
        Deque<Hole> after = new ArrayDeque<>(holes.size() + 1);
        for (Hole hole : holes) {
            if (sequence < hole.first || sequence > hole.last) {
                after.addLast(hole);
                continue;
            }
            if (hole.first < sequence) {
                after.addLast(new Hole(hole.first, sequence - 1));
            }
            if (sequence < hole.last) {
                after.addLast(new Hole(sequence + 1, hole.last));
            }
        }
        holes.clear();
        holes.addAll(after);
    }

    /** Number of the transaction that committed last, 0 if none did. */
    long committed() {
        return committed;
    }

    void committed(long transaction) {
        committed = Math.max(committed, transaction);
    }

    /** Broker's time at which it was known to be in use. */
    long lastUsed() {
        return lastUsed;
    }

    void usedAt(long time) {
        lastUsed = Math.max(lastUsed, time);
    }

    /** Whether it was made from the journal, which knows persistent messages only. */
    boolean recovered() {
        return recovered;
    }

    void setRecovered() {
        recovered = true;
    }

    /** Of messages that are not persistent and have numbers up to this one only a former run of the broker may know. */
    long unsureUpTo() {
        return unsureUpTo;
    }

    /** This run takes over: up to this number it does not know about all. */
    void takeOver(long sequence) {
        recovered = false;
        unsureUpTo = Math.max(unsureUpTo, sequence);
    }
}
