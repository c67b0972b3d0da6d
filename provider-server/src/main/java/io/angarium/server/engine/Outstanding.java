package io.angarium.server.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one consumer that are not acknowledged yet, by tag: a ring, since tags ascend. What stays open while what came after
 * it is settled moves to the {@link Stragglers}, so that the memory follows how many are open, and not how far apart they are. Owner: the engine's
 * holder.
 */
final class Outstanding {
    static final long NONE_ABOVE = Long.MAX_VALUE;
    static final long NONE_BELOW = Long.MIN_VALUE;
    private static final int INITIAL = 16;

    private @Nullable MessageRef[] ring = new MessageRef[INITIAL];
    private final long first;
    private long low; // in the ring
    private long end;
    private int size;
    private @Nullable Stragglers stragglers; // with tags below those of the ring; null if there are none

    /** @param lastTag tags go on behind this one */
    Outstanding(long lastTag) {
        first = lastTag + 1;
        low = first;
        end = first;
    }

    /** The first tag of all. */
    long first() {
        return first;
    }

    int size() {
        return size;
    }

    /** How many of those that were handed out are not outstanding any more. */
    long settled() {
        return end - first - size;
    }

    /** How many slots it holds, for tests of what it takes. */
    int capacity() {
        return ring.length + (stragglers == null ? 0 : stragglers.capacity());
    }

    /** Highest tag handed out so far, 0 if none. */
    long highest() {
        return end - 1;
    }

    /** Adds a delivery and returns its tag. */
    long add(MessageRef ref) {
        if (end - low == ring.length) {
            makeRoom();
        }
        ring[slot(end)] = ref;
        size++;
        return end++;
    }

    /** Leaves out a tag. */
    void skip() {
        if (low == end) {
            low++;
        } else if (end - low == ring.length) {
            makeRoom();
        }
        end++;
    }

    /** Looks at a delivery; null if that tag is not outstanding. */
    @Nullable
    MessageRef get(long tag) {
        if (tag < low) {
            return stragglers == null ? null : stragglers.get(tag);
        }
        return tag >= end ? null : ring[slot(tag)];
    }

    /** Takes a delivery out; null if that tag is not outstanding. */
    @Nullable
    MessageRef remove(long tag) {
        if (tag < low) {
            return removeStraggler(tag);
        }
        if (tag >= end) {
            return null;
        }
        MessageRef ref = ring[slot(tag)];
        if (ref != null) {
            ring[slot(tag)] = null;
            size--;
            while (low < end && ring[slot(low)] == null) {
                low++;
            }
        }
        return ref;
    }

    private @Nullable MessageRef removeStraggler(long tag) {
        Stragglers old = stragglers;
        MessageRef ref = old == null ? null : old.remove(tag);
        if (old != null && ref != null) {
            size--;
            if (old.size() == 0) {
                stragglers = null;
            }
        }
        return ref;
    }

    /**
     * Takes out what is outstanding of some tags. Costs what it finds, and the gaps between the first and the last of those.
     *
     * @param first lowest of the tags
     * @param last highest of the tags
     * @param backwards whether the highest comes first
     * @param to gets each of them
     * @return how many they are
     */
    long take(long first, long last, boolean backwards, Consumer<MessageRef> to) {
        long taken = 0;
        long tag = backwards ? previous(last, first) : next(first, last);
        while (tag != NONE_ABOVE && tag != NONE_BELOW) {
            MessageRef ref = remove(tag);
            if (ref != null) {
                to.accept(ref);
                taken++;
            }
            tag = backwards ? previous(tag - 1, first) : next(tag + 1, last);
        }
        return taken;
    }

    /** The lowest outstanding tag from this one up to another, {@link #NONE_ABOVE} if there is none. */
    long next(long tag, long last) {
        if (stragglers != null && tag < low) {
            long old = stragglers.next(tag, last);
            if (old != NONE_ABOVE) {
                return old;
            }
        }
        for (long at = Math.max(tag, low); at < end && at <= last; at++) {
            if (ring[slot(at)] != null) {
                return at;
            }
        }
        return NONE_ABOVE;
    }

    /** The highest outstanding tag from this one down to another, {@link #NONE_BELOW} if there is none. */
    long previous(long tag, long first) {
        for (long at = Math.min(tag, end - 1); at >= low && at >= first; at--) {
            if (ring[slot(at)] != null) {
                return at;
            }
        }
        return stragglers == null ? NONE_BELOW : stragglers.previous(tag, first);
    }

    /** Shows all of them. */
    void each(Consumer<MessageRef> to) {
        if (stragglers != null) {
            stragglers.each(to);
        }
        for (long tag = low; tag < end; tag++) {
            MessageRef ref = ring[slot(tag)];
            if (ref != null) {
                to.accept(ref);
            }
        }
    }

    private int slot(long tag) {
        return (int) tag & (ring.length - 1);
    }

    /** A ring that is mostly gaps gives its few away and begins anew: each moves once. */
    private void makeRoom() {
        int here = size - (stragglers == null ? 0 : stragglers.size());
        if (here > ring.length / 4) {
            grow();
            return;
        }
        Stragglers old = stragglers == null ? new Stragglers() : stragglers;
        stragglers = old;
        for (; low < end; low++) {
            MessageRef ref = ring[slot(low)];
            if (ref != null) {
                old.add(low, ref);
                ring[slot(low)] = null;
            }
        }
    }

    private void grow() {
        @Nullable MessageRef[] larger = new MessageRef[ring.length * 2];
        for (long tag = low; tag < end; tag++) {
            larger[(int) tag & (larger.length - 1)] = ring[slot(tag)];
        }
        ring = larger;
    }
}
