package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue that are not to be had before a time: the {@link DelayedMessages}, and here those that had a place in it already, most of which wait
 * for their next attempt. Owner: the engine's holder.
 */
final class ScheduledMessages {
    private @Nullable MessageRef head;
    private int size;
    private final List<Cursor> cursors = new ArrayList<>(0);
    private final DelayedMessages delayed = new DelayedMessages();

    /** Those that wait for their delivery time. */
    DelayedMessages delayed() {
        return delayed;
    }

    /** Goes through those that are there when it is made, whatever leaves meanwhile. */
    static final class Cursor {
        private @Nullable MessageRef next;

        private Cursor(@Nullable MessageRef next) {
            this.next = next;
        }

        /** The next one, or null behind the last. */
        @Nullable
        MessageRef peek() {
            return next;
        }

        /** Leaves that one behind. */
        void skip() {
            next = next == null ? null : next.next;
        }
    }

    /** A cursor at the beginning of those that had a place. */
    Cursor cursor() {
        Cursor cursor = new Cursor(head);
        cursors.add(cursor);
        return cursor;
    }

    void close(Cursor cursor) {
        cursors.remove(cursor);
    }

    void add(MessageRef ref) {
        ref.next = head;
        if (head != null) {
            head.previous = ref;
        }
        head = ref;
        size++;
    }

    void remove(MessageRef ref) {
        for (int i = 0; i < cursors.size(); i++) {
            if (cursors.get(i).next == ref) {
                cursors.get(i).skip();
            }
        }
        if (ref.previous == null) {
            head = ref.next;
        } else {
            ref.previous.next = ref.next;
        }
        if (ref.next != null) {
            ref.next.previous = ref.previous;
        }
        ref.previous = null;
        ref.next = null;
        size--;
    }

    /** One of all, or a run that such are parked in, or null. */
    @Nullable
    MessageRef any() {
        return head == null ? delayed.any() : head;
    }

    /** How many they are together. */
    int size() {
        return size + delayed.size();
    }
}
