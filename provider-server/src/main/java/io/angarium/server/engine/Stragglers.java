package io.angarium.server.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that are open while most of what came after them is settled, in the order of their tags: {@link Outstanding} keeps them here, so that its ring
 * need not reach back to them. What is taken out leaves a gap, and there are never more gaps than deliveries. Owner: the engine's holder.
 */
final class Stragglers {
    private static final int INITIAL = 16;

    private long[] tags = new long[INITIAL];
    private @Nullable MessageRef[] refs = new MessageRef[INITIAL];
    private int end;
    private int size;

    int size() {
        return size;
    }

    /** How many slots it holds, for tests of what it takes. */
    int capacity() {
        return tags.length;
    }

    /** Adds one with a tag that is higher than all others. */
    void add(long tag, MessageRef ref) {
        if (end == tags.length) {
            tags = Arrays.copyOf(tags, end * 2);
            refs = Arrays.copyOf(refs, end * 2);
        }
        tags[end] = tag;
        refs[end++] = ref;
        size++;
    }

    /** The one with this tag, or null. */
    @Nullable
    MessageRef get(long tag) {
        int slot = Arrays.binarySearch(tags, 0, end, tag);
        return slot < 0 ? null : refs[slot];
    }

    /** Takes it out; null if it is not here. */
    @Nullable
    MessageRef remove(long tag) {
        int slot = Arrays.binarySearch(tags, 0, end, tag);
        MessageRef ref = slot < 0 ? null : refs[slot];
        if (ref != null) {
            refs[slot] = null;
            size--;
            if (size < end - size) {
                closeGaps();
            }
        }
        return ref;
    }

    private void closeGaps() {
        int to = 0;
        for (int slot = 0; slot < end; slot++) {
            if (refs[slot] != null) {
                tags[to] = tags[slot];
                refs[to++] = refs[slot];
            }
        }
        Arrays.fill(refs, to, end, null);
        end = to;
        if (tags.length > INITIAL && end < tags.length / 4) {
            tags = Arrays.copyOf(tags, tags.length / 2);
            refs = Arrays.copyOf(refs, refs.length / 2);
        }
    }

    /** The lowest tag from this one up to another, {@link Outstanding#NONE_ABOVE} if there is none. */
    long next(long tag, long last) {
        int slot = Arrays.binarySearch(tags, 0, end, tag);
        for (int at = slot < 0 ? -slot - 1 : slot; at < end && tags[at] <= last; at++) {
            if (refs[at] != null) {
                return tags[at];
            }
        }
        return Outstanding.NONE_ABOVE;
    }

    /** The highest tag from this one down to another, {@link Outstanding#NONE_BELOW} if there is none. */
    long previous(long tag, long first) {
        int slot = Arrays.binarySearch(tags, 0, end, tag);
        for (int at = slot < 0 ? -slot - 2 : slot; at >= 0 && tags[at] >= first; at--) {
            if (refs[at] != null) {
                return tags[at];
            }
        }
        return Outstanding.NONE_BELOW;
    }

    /** Shows all of them. */
    void each(Consumer<MessageRef> to) {
        for (int slot = 0; slot < end; slot++) {
            MessageRef ref = refs[slot];
            if (ref != null) {
                to.accept(ref);
            }
        }
    }
}
