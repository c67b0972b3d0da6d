package io.angarium.jms.receiving;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one session has completed of one consumer's messages, in the order of its acknowledgements, as long as the broker may not have those
 * on disk: if the connection is lost meanwhile, the messages may come again, and are passed over. Guarded by the lock of what its
 * consumer shares.
 */
public final class Completed {
    /** How many gather before the broker is asked whether they are on disk. */
    static final int ENOUGH = 1024;

    private static final long NONE = Long.MIN_VALUE;

    private final CompletedIds all;
    private long[] ring = new long[64]; // these are guarded by all
    private int first;
    private int size;
    private int asked;
    private long inHand = NONE;

    Completed(CompletedIds all) {
        this.all = all;
    }

    CompletedIds all() {
        return all;
    }

    /** The session ends. */
    public void end() {
        all.end(this);
    }

    /**
     * Adds one whose acknowledgement is about to be sent.
     *
     * @return whether that acknowledgement should ask for a reply, as {@link #ask} then says
     */
    boolean add(long tag, long id) {
        synchronized (all) {
            if (all.isLost(tag)) {
                all.remember(id);
                return false;
            }
            if (size == ring.length) {
                grow();
            }
            ring[(first + size) & (ring.length - 1)] = id;
            size++;
            return asked == 0 && size >= ENOUGH;
        }
    }

    private void grow() {
        if (size >= CompletedIds.MOST) {
            first = (first + 1) & (ring.length - 1);
            size--;
            asked = Math.max(0, asked - 1);
            return;
        }
        long[] larger = new long[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[(first + i) & (ring.length - 1)];
        }
        ring = larger;
        first = 0;
    }

    /** The acknowledgement of the one added last asks for a reply; returns what to run when that has come. */
    Runnable ask() {
        synchronized (all) {
            asked = size;
            long before = all.losses();
            return () -> answered(before);
        }
    }

    /** All up to the one that asked are on disk, unless the link was lost since: then the reply says nothing about them. */
    private void answered(long before) {
        synchronized (all) {
            if (all.losses() == before) {
                first = (first + asked) & (ring.length - 1);
                size -= asked;
                asked = 0;
            }
        }
    }

    /** The link was lost. */
    void lost() {
        for (int i = 0; i < size; i++) {
            all.remember(ring[(first + i) & (ring.length - 1)]);
        }
        first = 0;
        size = 0;
        asked = 0;
        if (ring.length > ENOUGH * 2) {
            ring = Arrays.copyOf(ring, ENOUGH * 2);
        }
        if (inHand != NONE) {
            all.hold(inHand);
        }
    }

    /** One that was handed over before the link was lost is done with now. */
    void addIfLost(long tag, long id) {
        synchronized (all) {
            if (all.isLost(tag)) {
                all.remember(id);
            }
        }
    }

    /** A listener of the session gets one; false if it has gone back to the broker with a lost link. */
    boolean begin(long tag, long id) {
        synchronized (all) {
            boolean current = !all.isLost(tag);
            inHand = current ? id : NONE;
            return current;
        }
    }

    /** The listener is through with it, whatever became of it; returns what has come again meanwhile. */
    Inbox.@Nullable Arrived over() {
        synchronized (all) {
            long id = inHand;
            inHand = NONE;
            return id == NONE ? null : all.release(id);
        }
    }
}
