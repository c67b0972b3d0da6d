package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The available messages of one queue in the order of delivery: higher priority first, then by sequence. What is returned goes
 * back to its place. Owner: the engine's holder.
 *
 * <p>Intrusive lists, one per priority. Append, remove and first are constant; a return to the front as well, one to the middle walks
 * from the nearest of the {@link Landmarks}.
 */
final class MessageOrder {
    static final int PRIORITIES = 10;

    private final @Nullable MessageRef[] heads = new MessageRef[PRIORITIES];
    private final @Nullable MessageRef[] tails = new MessageRef[PRIORITIES];
    private final Landmarks landmarks = new Landmarks();
    private final List<OrderCursor> cursors = new ArrayList<>(0);
    private int occupied;
    private int size;

    int size() {
        return size;
    }

    /** The message to deliver next, or null. */
    @Nullable
    MessageRef first() {
        return occupied == 0 ? null : heads[31 - Integer.numberOfLeadingZeros(occupied)];
    }

    @Nullable
    MessageRef head(int priority) {
        return heads[priority];
    }

    /** The highest sequence of a message that is in, 0 if there is none. */
    long lastSequence() {
        long last = 0;
        for (MessageRef tail : tails) {
            last = tail == null ? last : Math.max(last, tail.sequence());
        }
        return last;
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
        } else {
            MessageRef after = successor(ref, priority);
            link(ref, after.previous, after, priority);
        }
        size++;
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).added(ref);
        }
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
        size--;
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
}
