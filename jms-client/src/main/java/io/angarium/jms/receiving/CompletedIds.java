package io.angarium.jms.receiving;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of one consumer's messages may come again after a loss although it is not to be handed over: those that the application is done
 * with, and, as long as they are, those that a listener of another session is working on. The sessions that settle the consumer's
 * messages share it, each with a {@link Completed} of its own. Guarded by its own lock.
 */
final class CompletedIds {
    /** So many that may come again are remembered; more can have been under way only if the broker forced nothing for long. */
    static final int MOST = 1 << 20;

    private final List<Completed> settling = new ArrayList<>(1); // guarded by this
    private final Set<Long> comeAgain = new HashSet<>(0); // guarded by this
    private final Map<Long, Inbox.@Nullable Arrived> inHand = new HashMap<>(0); // guarded by this
    private long losses; // guarded by this
    private volatile long lostUpTo; // written under this
    private volatile boolean any; // written under this

    /** One more session that settles. */
    synchronized Completed settling() {
        Completed one = new Completed(this);
        settling.add(one);
        return one;
    }

    /** One session less. */
    synchronized void end(Completed one) {
        settling.remove(one);
    }

    /** Whether a delivery came by a link that was lost since: its acknowledgement would be void. */
    boolean isLost(long tag) {
        return tag <= lostUpTo;
    }

    /** How many links have been lost. */
    synchronized long losses() {
        return losses;
    }

    /**
     * The link was lost: all that are not known to be on disk may come again.
     *
     * @param lastTag the highest tag that has come
     */
    synchronized void lost(long lastTag) {
        lostUpTo = lastTag;
        losses++;
        inHand.replaceAll((id, held) -> null);
        settling.forEach(Completed::lost);
    }

    /** One is done with, and may come again. */
    synchronized void remember(long id) {
        if (comeAgain.size() < MOST) {
            comeAgain.add(id);
            any = true;
        }
    }

    /** One is in the hands of a listener, and may come again. */
    synchronized void hold(long id) {
        inHand.put(id, null);
        any = true;
    }

    /** It is so no more; returns the delivery that was set aside because of that. */
    synchronized Inbox.@Nullable Arrived release(long id) {
        Inbox.Arrived aside = inHand.remove(id);
        look();
        return aside;
    }

    private void look() {
        any = !comeAgain.isEmpty() || !inHand.isEmpty();
    }

    /** Whether this one comes again, and is to be passed over and acknowledged again. */
    boolean isDone(long id) {
        if (!any) {
            return false;
        }
        synchronized (this) {
            boolean known = comeAgain.remove(id);
            look();
            return known;
        }
    }

    /** Whether this one cannot be handed over as it is. */
    boolean concerns(long id) {
        if (!any) {
            return false;
        }
        synchronized (this) {
            return comeAgain.contains(id) || inHand.containsKey(id);
        }
    }

    /** Sets a delivery aside if that message is in the hands of a listener, until it is {@link #release released}. */
    synchronized boolean setAside(Inbox.Arrived again) {
        boolean busy = inHand.containsKey(again.delivery().id());
        if (busy) {
            inHand.put(again.delivery().id(), again);
        }
        return busy;
    }
}
