package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The available messages of one queue in the order of delivery: higher priority first, then by sequence. What is returned goes
 * back to its place. Owner: the engine's holder.
 *
 * <p>Intrusive lists, one per priority. Append, remove and first are constant; a return to the front as well, one to the middle walks
 * from the nearest of the {@link Landmarks}. A {@link ParkedRun} stands for messages that are not in memory.
 */
final class MessageOrder {
    static final int PRIORITIES = 10;

    private final @Nullable MessageRef[] heads = new MessageRef[PRIORITIES];
    private final @Nullable MessageRef[] tails = new MessageRef[PRIORITIES];
    private final @Nullable ParkingLine[] lines = new ParkingLine[PRIORITIES];
    private final Landmarks landmarks = new Landmarks();
    private final List<OrderCursor> cursors = new ArrayList<>(0);
    private final int front;
    private int occupied;
    private int size;
    private long highest;

    /** @param front how many messages of a priority are in memory in any case */
    MessageOrder(int front) {
        this.front = front;
    }

    /** How many messages, those that are parked included. */
    int size() {
        return size;
    }

    /** The message to deliver next, or the run that it is parked in, or null. */
    @Nullable
    MessageRef first() {
        return occupied == 0 ? null : heads[31 - Integer.numberOfLeadingZeros(occupied)];
    }

    @Nullable
    MessageRef head(int priority) {
        return heads[priority];
    }

    /** The last message of a priority, or the run that it is parked in, or null. */
    @Nullable
    MessageRef tail(int priority) {
        return tails[priority];
    }

    /** A sequence that no message that is in now exceeds. */
    long lastSequence() {
        return size == 0 ? 0 : highest;
    }

    /** A cursor at the front that follows the changes of this order until it is closed. */
    OrderCursor cursor(boolean goesBack) {
        OrderCursor cursor = new OrderCursor(this, goesBack);
        cursors.add(cursor);
        return cursor;
    }

    void close(OrderCursor cursor) {
        cursors.remove(cursor);
    }

    /** Adds a message where its sequence belongs: at the end if it is new, further in front if it was there before. */
    void add(MessageRef ref) {
        int priority = ref.priority();
        MessageRef tail = tails[priority];
        if (tail == null || tail.sequence() < ref.sequence()) {
            link(ref, tail, null, priority);
            landmarks.appended(ref);
            line(priority).appended(ref, front);
        } else {
            MessageRef after = successor(ref, priority);
            link(ref, after.previous, after, priority);
            line(priority).inserted(ref);
        }
        size++;
        highest = Math.max(highest, ref.sequence());
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).added(ref);
        }
    }

    private ParkingLine line(int priority) {
        ParkingLine line = lines[priority];
        if (line == null) {
            line = new ParkingLine();
            lines[priority] = line;
        }
        return line;
    }

    /** The first message behind this one's place; there is one. */
    private MessageRef successor(MessageRef ref, int priority) {
        MessageRef head = heads[priority];
        if (head != null && head.sequence() > ref.sequence()) {
            return head;
        }
        MessageRef start = landmarks.before(ref);
        MessageRef at = start != null ? start : head;
        int steps = 0;
        while (at != null && at.sequence() < ref.sequence()) {
            at = at.next;
            steps++;
        }
        if (at == null) {
            throw new IllegalStateException("message order is broken at " + ref.sequence());
        }
        landmarks.walked(ref, steps);
        return at;
    }

    /** Takes a message out. */
    void remove(MessageRef ref) {
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).removed(ref);
        }
        line(ref.priority()).removed(ref);
        unlink(ref);
        size--;
    }

    private void unlink(MessageRef ref) {
        landmarks.removed(ref);
        int priority = ref.priority();
        MessageRef before = ref.previous;
        MessageRef after = ref.next;
        if (before == null) {
            heads[priority] = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tails[priority] = before;
        } else {
            after.previous = before;
        }
        if (heads[priority] == null) {
            occupied &= ~(1 << priority);
        }
        ref.previous = null;
        ref.next = null;
    }

    private void link(MessageRef ref, @Nullable MessageRef before, @Nullable MessageRef after, int priority) {
        ref.previous = before;
        ref.next = after;
        if (before == null) {
            heads[priority] = ref;
        } else {
            before.next = ref;
        }
        if (after == null) {
            tails[priority] = ref;
        } else {
            after.previous = ref;
        }
        occupied |= 1 << priority;
    }

    /** The line behind which messages of a priority may be parked; null if there were none of it. */
    @Nullable
    ParkingLine parkingLine(int priority) {
        return lines[priority];
    }

    /** The first node with at least this sequence, or null. */
    @Nullable
    MessageRef from(int priority, long sequence) {
        MessageRef at = landmarks.before(priority, sequence);
        at = at == null ? heads[priority] : at;
        while (at != null && at.sequence() < sequence) {
            at = at.next;
        }
        return at;
    }

    /** Whether a cursor will come back for this message, or is among these. */
    boolean cursorWants(MessageRef ref) {
        for (int i = 0; i < cursors.size(); i++) {
            if (cursors.get(i).wants(ref)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Puts a run in the place of its messages.
     *
     * @param refs its messages, in their order; the run has the sequence of the first
     */
    void park(ParkedRun run, List<MessageRef> refs) {
        int priority = run.priority();
        ParkingLine line = line(priority);
        MessageRef before = refs.get(0).previous;
        for (MessageRef ref : refs) {
            for (int i = 0; i < cursors.size(); i++) {
                cursors.get(i).removed(ref);
            }
            line.removed(ref);
            unlink(ref);
        }
        insert(run, before);
        line.parked();
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).parked(run);
        }
    }

    /** Adds a run that a restart has found, behind all that is there. */
    void append(ParkedRun run) {
        insert(run, tails[run.priority()]);
        line(run.priority()).parked();
        size += run.contents().count();
        highest = Math.max(highest, run.lastSequence());
    }

    private void insert(MessageRef ref, @Nullable MessageRef before) {
        link(ref, before, before == null ? heads[ref.priority()] : before.next, ref.priority());
        landmarks.appended(ref);
    }

    /** Puts the messages of a run in its place. */
    void load(ParkedRun run, List<MessageRef> refs) {
        MessageRef before = run.previous;
        ParkingLine line = takeOut(run);
        for (MessageRef ref : refs) {
            MessageRef after = before == null ? heads[ref.priority()] : before.next;
            while (after != null && after.sequence() < ref.sequence()) {
                before = after;
                after = after.next;
            }
            insert(ref, before);
            line.inserted(ref);
            before = ref;
            for (int i = 0; i < cursors.size(); i++) {
                cursors.get(i).loaded(ref);
            }
        }
    }

    /** Takes a run out, with its messages. */
    void drop(ParkedRun run) {
        takeOut(run);
        size -= run.contents().count();
    }

    private ParkingLine takeOut(ParkedRun run) {
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).removed(run);
        }
        unlink(run);
        ParkingLine line = line(run.priority());
        line.loaded();
        return line;
    }
}
