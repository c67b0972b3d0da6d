package io.angarium.jms.reconnect;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which link is the current one, what keeps it away, and whether all is over; threads can wait for a change of that. Changed under its own
 * monitor, read without.
 */
final class CurrentLink {
    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private volatile @Nullable Link link;
    private volatile @Nullable LinkException trouble;
    private volatile @Nullable LinkException end;
    private volatile int waiting;

    /** The link to use, null while there is none. */
    @Nullable
    Link get() {
        return link;
    }

    /** There is one now; who waits hears of it by {@link #signal}. */
    synchronized void set(Link opened) {
        link = opened;
        trouble = null;
    }

    /** There is none any more; who waits hears of it by {@link #signal}. */
    synchronized void lost(LinkException cause) {
        trouble = cause;
        link = null;
    }

    /** A try to get one has failed. */
    void failed(LinkException cause) {
        trouble = cause;
    }

    /** Why there is no link, null if there is one. */
    @Nullable
    LinkException trouble() {
        return trouble;
    }

    /** All is over; false if it was before. */
    synchronized boolean end(LinkException cause) {
        if (end != null) {
            return false;
        }
        end = cause;
        notifyAll();
        return true;
    }

    boolean hasEnded() {
        return end != null;
    }

    /** @throws LinkException if all is over, with the reason */
    void checkOpen() {
        LinkException over = end;
        if (over != null) {
            throw new LinkException(over.code(), String.valueOf(over.getMessage()), over);
        }
    }

    /** Lets those who wait look again. */
    synchronized void signal() {
        notifyAll();
    }

    /** The same, and cheap if nobody waits. */
    void signalIfAwaited() {
        if (waiting > 0) {
            signal();
        }
    }

    /** Waits so long, or until all is over. */
    synchronized void awaitEnd(long nanos, Surroundings surroundings) throws InterruptedException {
        long deadline = surroundings.nanoClock().getAsLong() + nanos;
        for (long left = nanos;
                end == null && left > 0;
                left = deadline - surroundings.nanoClock().getAsLong()) {
            surroundings.pauses().pause(this, left);
        }
    }

    /**
     * Waits until there is another link than this one, or a condition holds.
     *
     * @param deadlineNanos on the scale of {@link System#nanoTime}
     * @return false if the time is over
     * @throws LinkException if all is over
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the monitor
    synchronized boolean awaitOther(@Nullable Link from, BooleanSupplier condition, long deadlineNanos)
            throws InterruptedException {
        waiting++;
        try {
            while (link == from && !condition.getAsBoolean()) {
                checkOpen();
                long left = deadlineNanos == Long.MAX_VALUE ? LOOK_NANOS : deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LOOK_NANOS));
            }
            return true;
        } finally {
            waiting--;
        }
    }
}
