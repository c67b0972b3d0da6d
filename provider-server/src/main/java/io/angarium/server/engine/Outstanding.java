package io.angarium.server.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The deliveries of one consumer that are not acknowledged yet, by tag: a ring, since tags ascend. Owner: the engine's holder. */
final class Outstanding {
    private static final int INITIAL = 16;

    private @Nullable MessageRef[] ring = new MessageRef[INITIAL];
    private final long first;
    private long lowest;
    private long end;
    private int size;

    /** @param lastTag tags go on behind this one */
    Outstanding(long lastTag) {
        first = lastTag + 1;
        lowest = first;
        end = first;
    }

    /** The first tag of all. */
    long first() {
        return first;
    }

    int size() {
        return size;
    }

    /** Lowest tag that may be outstanding. */
    long lowest() {
        return lowest;
    }

    /** Highest tag handed out so far, 0 if none. */
    long highest() {
        return end - 1;
    }

    /** Adds a delivery and returns its tag. */
    long add(MessageRef ref) {
        if (end - lowest == ring.length) {
            grow();
        }
        ring[slot(end)] = ref;
        size++;
        return end++;
    }

    /** Leaves out a tag. */
    void skip() {
        if (lowest == end) {
            lowest++;
        } else if (end - lowest == ring.length) {
            grow();
        }
        end++;
    }

    /** Looks at a delivery; null if that tag is not outstanding. */
    @Nullable
    MessageRef get(long tag) {
        return tag < lowest || tag >= end ? null : ring[slot(tag)];
    }

    /** Takes a delivery out; null if that tag is not outstanding. */
    @Nullable
    MessageRef remove(long tag) {
        if (tag < lowest || tag >= end) {
            return null;
        }
        MessageRef ref = ring[slot(tag)];
        if (ref != null) {
            ring[slot(tag)] = null;
            size--;
            while (lowest < end && ring[slot(lowest)] == null) {
                lowest++;
            }
        }
        return ref;
    }

    /** Shows all of them. */
    void each(Consumer<MessageRef> to) {
        for (long tag = lowest; tag < end; tag++) {
            MessageRef ref = ring[slot(tag)];
            if (ref != null) {
                to.accept(ref);
            }
        }
    }

    private int slot(long tag) {
        return (int) tag & (ring.length - 1);
    }

    private void grow() {
        @Nullable MessageRef[] larger = new MessageRef[ring.length * 2];
        for (long tag = lowest; tag < end; tag++) {
            larger[(int) tag & (larger.length - 1)] = ring[slot(tag)];
        }
        ring = larger;
    }
}
