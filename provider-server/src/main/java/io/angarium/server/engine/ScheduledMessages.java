package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/** The messages of one queue that wait for their delivery time, so that a purge finds them. Owner: the engine's holder. */
final class ScheduledMessages {
    private @Nullable MessageRef head;
    private int size;

    void add(MessageRef ref) {
        ref.next = head;
        if (head != null) {
            head.previous = ref;
        }
        head = ref;
        size++;
    }

    void remove(MessageRef ref) {
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
