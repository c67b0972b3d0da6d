package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame.Deliver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was delivered to one consumer and not yet handed to the application. Filled on the reading thread, emptied by the session's;
 * guarded by its own lock, which is held for moments only and never around a call.
 */
final class Inbox {
    private final Deque<Arrived> waiting = new ArrayDeque<>(); // guarded by this
    private long handedUpTo; // guarded by this
    private boolean closed; // guarded by this
    private volatile boolean empty = true;

    /**
     * A delivery and when it expires: a while after its arrival, whatever clocks say (Jakarta Messaging 3.1 section 3.4.9).
     *
     * @param delivery as it came
     * @param at when it came, on the scale of {@link System#nanoTime}
     */
    record Arrived(Deliver delivery, long at) {
        private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

        /** The same as a delivery to another consumer. */
        Arrived to(int consumer, long tag) {
            Deliver other = new Deliver(
                    consumer,
                    tag,
                    delivery.id(),
                    delivery.deliveryCount(),
                    delivery.expiration(),
                    delivery.timeLeft(),
                    delivery.deliveryTime(),
                    delivery.message());
            return new Arrived(other, at);
        }

        boolean hasExpired(long nanoTime) {
            return delivery.timeLeft() != 0
                    && nanoTime - at >= Math.min(delivery.timeLeft(), LONGEST_MILLIS) * 1_000_000;
        }
    }

    synchronized void add(Arrived arrived) {
        if (!closed) {
            waiting.add(arrived);
            empty = false;
        }
    }

    /** Takes the next one: from now on it counts as handed to the application. */
    synchronized @Nullable Arrived poll() {
        Arrived next = waiting.poll();
        if (next != null) {
            handedUpTo = Math.max(handedUpTo, next.delivery().tag());
        }
        empty = waiting.isEmpty();
        return next;
    }

    /** Takes that one if it is still the next; returns whether it was, for the first time: then it has used credit. */
    synchronized boolean take(Arrived expected) {
        long before = handedUpTo;
        return waiting.peek() == expected && poll() != null && handedUpTo > before;
    }

    /** Has one again as the next. */
    synchronized void putBack(Arrived one) {
        if (!closed) {
            waiting.addFirst(one);
            empty = false;
        }
    }

    /** Looks at the next one. */
    synchronized @Nullable Arrived peek() {
        return waiting.peek();
    }

    /** Without a lock: whether there was nothing a moment ago. */
    boolean isEmpty() {
        return empty;
    }

    /** Takes all that is waiting; it does not count as handed to the application. */
    synchronized List<Arrived> drain() {
        List<Arrived> all = List.copyOf(waiting);
        clear();
        return all;
    }

    /** Forgets what is waiting. */
    synchronized void clear() {
        waiting.clear();
        empty = true;
    }

    /** Forgets what is waiting and takes no more. */
    synchronized void close() {
        closed = true;
        clear();
    }

    /** The highest tag that was handed to the application, 0 if none. */
    synchronized long handedUpTo() {
        return handedUpTo;
    }
}
