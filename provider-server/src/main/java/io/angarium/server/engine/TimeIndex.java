package io.angarium.server.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Messages by the time at which something is due with them (expiry or delivery time): a binary heap with removal. Owner: the engine's holder. */
final class TimeIndex {
    private static final int LEAST = 64;

    private @Nullable MessageRef[] heap = new MessageRef[LEAST];
    private int size;

    /** When the earliest is due, {@link Long#MAX_VALUE} if there is none. */
    long earliest() {
        MessageRef top = heap[0];
        return size == 0 || top == null ? Long.MAX_VALUE : top.dueAt;
    }

    /** Puts a message in, or moves it to another time. */
    void put(MessageRef ref, long dueAt) {
        remove(ref);
        ref.dueAt = dueAt;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(ref, size++);
        up(ref.timeSlot);
    }

    /** Takes a message out, if it is in. */
    void remove(MessageRef ref) {
        int slot = ref.timeSlot;
        if (slot < 0) {
            return;
        }
        ref.timeSlot = -1;
        MessageRef last = at(--size);
        heap[size] = null;
        if (last != ref) {
            place(last, slot);
            up(slot);
            down(last.timeSlot);
        }
        if (heap.length > LEAST && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /** Takes out and returns a message that is due, or null. */
    @Nullable
    MessageRef poll(long now) {
        if (earliest() > now) {
            return null;
        }
        MessageRef top = at(0);
        remove(top);
        return top;
    }

    private void up(int from) {
        int slot = from;
        MessageRef ref = at(slot);
        while (slot > 0) {
            MessageRef parent = at((slot - 1) / 2);
            if (parent.dueAt <= ref.dueAt) {
                break;
            }
            place(parent, slot);
            slot = (slot - 1) / 2;
        }
        place(ref, slot);
    }

    private void down(int from) {
        int slot = from;
        MessageRef ref = at(slot);
        while (2 * slot + 1 < size) {
            int child = 2 * slot + 1;
            if (child + 1 < size && at(child + 1).dueAt < at(child).dueAt) {
                child++;
            }
            if (at(child).dueAt >= ref.dueAt) {
                break;
            }
            place(at(child), slot);
            slot = child;
        }
        place(ref, slot);
    }

    private void place(MessageRef ref, int slot) {
        heap[slot] = ref;
        ref.timeSlot = slot;
    }

    private MessageRef at(int slot) {
        MessageRef ref = heap[slot];
        if (ref == null) {
            throw new IllegalStateException("time index has a hole at " + slot);
        }
        return ref;
    }
}
