package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of one queue that wait for their delivery time, so that a purge finds them. Owner: the engine's holder. */
final class ScheduledMessages {
    private @Nullable MessageRef head;
    private int size;
    private final List<Cursor> cursors = new ArrayList<>(0);

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

    /** A cursor at the beginning. */
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

    @Nullable
    MessageRef first() {
        return head;
    }

    int size() {
        return size;
    }
}
