package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * Groups of all queues of which nothing is open, the one that has been so longest first: of these only so many are remembered. Owner: the engine's
 * holder.
 */
final class IdleGroups {
    /** So many are remembered: about 4 MiB with short names; twice as many with the longest ones may need 20. */
    static final int MOST = 20_000;

    /** So many are looked at for one that is closed. */
    private static final int LOOKS = 4;

    private final int most;
    private @Nullable MessageGroup first;
    private @Nullable MessageGroup last;
    private int size;

    /** @param most so many are remembered, and twice as many if messages of them are passed by and still to come */
    IdleGroups(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    /** Nothing of a group is open. */
    void add(MessageGroup group) {
        if (group.idle) {
            return;
        }
        append(group);
        for (int i = 0; i < LOOKS && size > most; i++) {
            MessageGroup oldest = first;
            if (oldest == null) {
                return;
            }
            if (oldest.pending() && size <= 2 * most) {
                remove(oldest);
                append(oldest);
            } else {
                oldest.book().close(oldest);
            }
        }
    }

    private void append(MessageGroup group) {
        group.idle = true;
        group.previous = last;
        if (last == null) {
            first = group;
        } else {
            last.next = group;
        }
        last = group;
        size++;
    }

    /** It is not idle any more, if it was. */
    void remove(MessageGroup group) {
        if (!group.idle) {
            return;
        }
        MessageGroup before = group.previous;
        MessageGroup after = group.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        group.previous = null;
        group.next = null;
        group.idle = false;
        size--;
    }
}
