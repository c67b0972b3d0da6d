package io.angarium.server.engine;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Messages of one queue, of one priority if they may be parked, that wait for their delivery time and are in memory, by that time. Owner: {@link DelayedMessages}. */
final class DelayLane {
    private final int number;
    private final TreeMap<Rank, MessageRef> messages = new TreeMap<>();

    /** @param number which of the lanes of its queue */
    DelayLane(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Where a message stands among all that wait for their time; of two with the same, the one that came first is first. */
    static Rank rank(MessageRef ref) {
        return new Rank(ref.stored().deliveryTime(), ref.id() == 0 ? ref.sequence() : ref.id());
    }

    int size() {
        return messages.size();
    }

    void add(MessageRef ref) {
        messages.put(rank(ref), ref);
    }

    /** Whether a message is in. */
    boolean has(MessageRef ref) {
        return messages.get(rank(ref)) == ref;
    }

    /** Takes a message out; false if it is not in. */
    boolean remove(MessageRef ref) {
        return messages.remove(rank(ref), ref);
    }

    @Nullable
    MessageRef first() {
        Map.Entry<Rank, MessageRef> first = messages.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The rank of the last one, or null. */
    @Nullable
    Rank end() {
        return messages.isEmpty() ? null : messages.lastKey();
    }

    /** The next one behind a rank, or null. */
    @Nullable
    MessageRef behind(Rank rank) {
        Map.Entry<Rank, MessageRef> next = messages.higherEntry(rank);
        return next == null ? null : next.getValue();
    }

    /** A message and those that follow it. */
    Iterator<MessageRef> from(MessageRef ref) {
        return messages.tailMap(rank(ref), true).values().iterator();
    }

    /** All, the one whose time comes last first. */
    Iterator<MessageRef> fromTheEnd() {
        return messages.descendingMap().values().iterator();
    }

    /** So many behind a rank: the rank of the last of them, or null if they are fewer. */
    @Nullable
    Rank ahead(Rank rank, int many) {
        int left = many;
        for (Rank next : messages.tailMap(rank, false).keySet()) {
            if (--left <= 0) {
                return next;
            }
        }
        return null;
    }
}
