package io.angarium.server.engine;

import io.angarium.server.policy.DeadLetterPolicy.Cause;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Bound;
import org.jspecify.annotations.Nullable;

/**
 * What a queue, and all together, lack for there to be room for one more message, and what may leave for it; changes nothing. Owner: {@link Bounds}.
 */
final class Room {
    private final Registry registry;
    private final DeadLetters deadLetters;

    Room(Registry registry, DeadLetters deadLetters) {
        this.registry = registry;
        this.deadLetters = deadLetters;
    }

    /** Messages that leave at once, and their bytes. */
    record Leaving(long messages, long bytes) {
        static final Leaving NONE = new Leaving(0, 0);

        Leaving and(Leaving other) {
            return new Leaving(messages + other.messages, bytes + other.bytes);
        }
    }

    /** What a send replaces, and what those that are taken do: that makes room for it. */
    private static Leaving replaced(MessageQueue queue, PendingSend send) {
        LastValues values = queue.values();
        if (values == null) {
            return Leaving.NONE;
        }
        MessageRef own = values.replaced(send);
        long messages = own == null ? 0 : 1;
        long bytes = own == null ? 0 : own.room();
        for (MessageRef claimed : values.claimed()) {
            messages++;
            bytes += claimed.room();
        }
        return new Leaving(messages, bytes);
    }

    /** The limit that a send to so many queues would exceed, for people, or null. */
    @Nullable
    String exceeded(MessageQueue queue, int queues, PendingSend send) {
        return exceeded(queue, queues, send.room(), replaced(queue, send));
    }

    /** The limit that one more message in so many queues would exceed, if some leave at once, for people, or null. */
    @Nullable
    String exceeded(MessageQueue queue, int queues, long size, Leaving leaving) {
        String own = exceeded(queue, size, leaving);
        return own == null ? exceeded(queues, size, leaving) : own;
    }

    /** The queue's own limit that one more message would exceed, if some leave at once, for people, or null. */
    private static @Nullable String exceeded(MessageQueue queue, long size, Leaving leaving) {
        LimitPolicy policy = queue.policy().limits();
        QueueCounters counters = queue.counters();
        Fill fill = queue.fill();
        long messages = counters.messages() - leaving.messages + (fill == null ? 0 : fill.reservedMessages());
        long bytes = counters.bytes() - leaving.bytes + (fill == null ? 0 : fill.reservedBytes());
        Bound bound = policy.exceeded(messages, bytes, size);
        if (bound == null) {
            return null;
        }
        return bound == Bound.MESSAGES
                ? "limits.messages is " + policy.messages()
                : "limits.bytes is " + policy.bytes();
    }

    /** The limit of all together that one more message in so many queues would exceed, if some leave at once, for people, or null. */
    private @Nullable String exceeded(int queues, long size, Leaving leaving) {
        LimitPolicy all = registry.bounds();
        Totals totals = registry.totals();
        long others = queues - 1L;
        long messages = totals.messages() - leaving.messages + others;
        Bound bound = all.exceeded(messages, totals.bytes() - leaving.bytes + others * size, size);
        if (bound == null) {
            return null;
        }
        return bound == Bound.MESSAGES
                ? "messages.maxMessages is " + all.messages()
                : "messages.maxBytes is " + all.bytes();
    }

    /** What has to leave for there to be room in so many queues within the limits of all together. */
    Leaving lacking(int queues, long size) {
        LimitPolicy all = registry.bounds();
        Totals totals = registry.totals();
        long messages = totals.messages() + queues - all.messages();
        long bytes = totals.bytes() + queues * size - all.bytes();
        return new Leaving(all.messages() == 0 ? 0 : Math.max(0, messages), all.bytes() == 0 ? 0 : Math.max(0, bytes));
    }

    /** Whether still more is to leave: what moves stays within the limits of all together, which had room before. */
    boolean lacks(MessageQueue queue, int queues, PendingSend send) {
        return moves(queue)
                ? exceeded(queue, send.room(), replaced(queue, send)) != null
                : exceeded(queue, queues, send) != null;
    }

    /** Whether what makes room goes to another queue. */
    boolean moves(MessageQueue queue) {
        return deadLetters.wants(queue, Cause.OVER_LIMIT);
    }

    /**
     * Whether there is room in so many queues if all leave this one that can: else none leaves in vain.
     *
     * @param before what leaves others for want of room for all together
     */
    boolean enoughCanLeave(MessageQueue queue, int queues, long size, Leaving before) {
        QueueCounters counters = queue.counters();
        Leaving all =
                new Leaving(counters.messages() - counters.inFlight(), counters.bytes() - counters.inFlightBytes());
        return exceeded(queue, size, all) == null
                && exceeded(queues, size, moves(queue) ? before : before.and(all)) == null;
    }

    /** Whether some of it is on its way to the disk, and can be dropped then. */
    static boolean arriving(MessageQueue queue) {
        QueueCounters counters = queue.counters();
        return counters.messages() > queue.order().size() + queue.scheduled().size() + counters.inFlight();
    }

    /** The message that came first of those that nobody has, or the run that it is parked in. */
    @Nullable
    static MessageRef oldest(MessageQueue queue) {
        MessageRef oldest = null;
        for (int priority = 0; priority < MessageOrder.PRIORITIES; priority++) {
            MessageRef head = queue.order().head(priority);
            if (head != null && (oldest == null || head.sequence() < oldest.sequence())) {
                oldest = head;
            }
        }
        return oldest == null ? queue.scheduled().any() : oldest;
    }

    /** Whether a send is too large for a queue, or for all together, though nothing else be there. */
    boolean neverFits(MessageQueue queue, PendingSend send) {
        return queue.policy().limits().neverTakes(send.room())
                || registry.bounds().neverTakes(send.room());
    }
}
