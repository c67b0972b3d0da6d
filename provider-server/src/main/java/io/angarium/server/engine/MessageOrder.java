package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The available messages of one queue in the order of delivery: higher priority first, then by sequence. What is returned goes
 * back to its place. Owner: the engine's holder.
 *
 * <p>Intrusive lists, one per priority; append, remove and first are constant, a return walks from the front, where it belongs.
 */
final class MessageOrder {
    static final int PRIORITIES = 10;

    private final @Nullable MessageRef[] heads = new MessageRef[PRIORITIES];
    private final @Nullable MessageRef[] tails = new MessageRef[PRIORITIES];
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
        boolean last = tail == null || tail.sequence() < ref.sequence();
        if (last) {
            link(ref, tail, null, priority);
        } else {
            MessageRef after = heads[priority];
            while (after != null && after.sequence() < ref.sequence()) {
                after = after.next;
            }
            link(ref, after == null ? tail : after.previous, after, priority);
        }
        size++;
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).added(ref);
        }
    }

    /** Takes a message out. */
    void remove(MessageRef ref) {
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).removed(ref);
        }
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
