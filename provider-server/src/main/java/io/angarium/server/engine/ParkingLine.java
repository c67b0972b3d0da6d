package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * From where on the messages of one priority of a queue may be parked: behind those that are wanted soon, and behind everything that is
 * parked already. Owner: {@link MessageOrder}.
 */
final class ParkingLine {
    private @Nullable MessageRef from;
    private int ahead;
    private int behind;
    private int runs;

    /** The first message that may be parked, or null. */
    @Nullable
    MessageRef from() {
        return from;
    }

    /** How many messages may be parked: that one and all behind it. */
    int behind() {
        return behind;
    }

    /**
     * A message was added at the end.
     *
     * @param front how many are wanted soon
     */
    void appended(MessageRef ref, int front) {
        if (from != null) {
            behind++;
        } else if (runs == 0 && ahead < front) {
            ahead++;
        } else {
            from = ref;
            behind = 1;
        }
        while (runs == 0 && ahead < front && from != null) {
            pass();
        }
    }

    /** A message was added at its place. */
    void inserted(MessageRef ref) {
        if (from != null && ref.sequence() > from.sequence()) {
            behind++;
        } else {
            ahead++;
        }
    }

    /** A message is about to be taken out. */
    void removed(MessageRef ref) {
        if (from == null || ref.sequence() < from.sequence()) {
            ahead--;
            return;
        }
        behind--;
        if (ref == from) {
            from = after(ref);
        }
    }

    /** Leaves the first one of those that may be parked where it is. */
    void pass() {
        if (from != null) {
            from = after(from);
            ahead++;
            behind--;
        }
    }

    /** The next message that is in memory, or null: runs are not counted. */
    static @Nullable MessageRef after(MessageRef ref) {
        MessageRef next = ref.next;
        while (next instanceof ParkedRun) {
            next = next.next;
        }
        return next;
    }

    void parked() {
        runs++;
    }

    void loaded() {
        runs--;
    }

    /** How many runs are parked. */
    int runs() {
        return runs;
    }
}
