package io.angarium.server.engine;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every so-manieth message of a {@link MessageOrder}, to find the neighbourhood of a returned one in a long queue without walking all of
 * it. Owner: the engine's holder.
 */
final class Landmarks {
    /** Messages between two landmarks: what a search walks on average is half of it. */
    static final int SPACING = 64;

    private final @Nullable TreeMap<Long, MessageRef>[] byPriority = maps();
    private int sinceLast;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable TreeMap<Long, MessageRef>[] maps() {
        return new TreeMap[MessageOrder.PRIORITIES];
    }

    /** A message was added at the end. */
    void appended(MessageRef ref) {
        if (++sinceLast >= SPACING) {
            sinceLast = 0;
            put(ref);
        }
    }

    /** A search for this message's place, where it is being added, took so many steps. */
    void walked(MessageRef ref, int steps) {
        if (steps > SPACING * 2) {
            put(ref);
        }
    }

    private void put(MessageRef ref) {
        TreeMap<Long, MessageRef> map = byPriority[ref.priority()];
        if (map == null) {
            map = new TreeMap<>();
            byPriority[ref.priority()] = map;
        }
        map.put(ref.sequence(), ref);
        ref.landmark = true;
    }

    void removed(MessageRef ref) {
        if (!ref.landmark) {
            return;
        }
        TreeMap<Long, MessageRef> map = byPriority[ref.priority()];
        if (map != null) {
            map.remove(ref.sequence());
        }
        ref.landmark = false;
    }

    /** The last landmark in front of this message's place, or null. */
    @Nullable
    MessageRef before(MessageRef ref) {
        return before(ref.priority(), ref.sequence());
    }

    /** The last landmark with a lower sequence, or null. */
    @Nullable
    MessageRef before(int priority, long sequence) {
        TreeMap<Long, MessageRef> map = byPriority[priority];
        Map.Entry<Long, MessageRef> entry = map == null ? null : map.lowerEntry(sequence);
        return entry == null ? null : entry.getValue();
    }
}
