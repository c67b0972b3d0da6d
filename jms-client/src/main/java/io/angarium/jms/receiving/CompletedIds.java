package io.angarium.jms.receiving;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The identities of messages that a consumer's application is done with, as long as the broker may not have their acknowledgements on disk:
 * if the connection is lost meanwhile, they may come again, and are passed over. Guarded by its own lock.
 */
final class CompletedIds {
    /** How many gather before the broker is asked whether they are on disk. */
    static final int ENOUGH = 1024;

    /** So many that may come again are remembered; more can have been under way only if the broker forced nothing for long. */
    static final int MOST = 1 << 20;

    private long[] ring = new long[64]; // guarded by this
    private int first; // guarded by this
    private int size; // guarded by this
    private int asked; // guarded by this
    private long losses; // guarded by this
    private long lostUpTo; // guarded by this
    private final Set<Long> comeAgain = new HashSet<>(0); // guarded by this
    private volatile boolean any;

    /** Whether a delivery came by a link that was lost since: its acknowledgement would be void. */
    synchronized boolean isLost(long tag) {
        return tag <= lostUpTo;
    }

    /**
     * Adds one whose acknowledgement is about to be sent.
     *
     * @return whether that acknowledgement should ask for a reply, as {@link #ask} then says
     */
    synchronized boolean add(long tag, long id) {
        if (tag <= lostUpTo) {
            remember(id);
            return false;
        }
        if (size == ring.length) {
            grow();
        }
        ring[(first + size) & (ring.length - 1)] = id;
        size++;
        return asked == 0 && size >= ENOUGH;
    }

    private void grow() {
        if (size >= MOST) {
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
    synchronized Runnable ask() {
        asked = size;
        long before = losses;
        return () -> answered(before);
    }

    /** All up to the one that asked are on disk, unless the link was lost since: then the reply says nothing about them. */
    private synchronized void answered(long before) {
        if (losses == before) {
            first = (first + asked) & (ring.length - 1);
            size -= asked;
            asked = 0;
        }
    }

    /**
     * The link was lost: all that are not known to be on disk may come again.
     *
     * @param lastTag the highest tag that has come
     */
    synchronized void lost(long lastTag) {
        lostUpTo = lastTag;
        for (int i = 0; i < size && comeAgain.size() < MOST; i++) {
            comeAgain.add(ring[(first + i) & (ring.length - 1)]);
        }
        first = 0;
        size = 0;
        asked = 0;
        losses++;
        any = !comeAgain.isEmpty();
        if (ring.length > ENOUGH * 2) {
            ring = Arrays.copyOf(ring, ENOUGH * 2);
        }
    }

    /** One that was handed over before the link was lost is done with now. */
    synchronized void addIfLost(long tag, long id) {
        if (tag <= lostUpTo) {
            remember(id);
        }
    }

    private void remember(long id) {
        if (comeAgain.size() < MOST) {
            comeAgain.add(id);
            any = true;
        }
    }

    /** Whether this one comes again, and is to be passed over and acknowledged again. */
    boolean isDone(long id) {
        if (!any) {
            return false;
        }
        synchronized (this) {
            boolean known = comeAgain.remove(id);
            any = !comeAgain.isEmpty();
            return known;
        }
    }
}
