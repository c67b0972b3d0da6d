package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a purge takes of a queue: what was to be had, or waited for a time, when it began. What comes meanwhile stays, whenever it is due. Owner: {@link QueueRemover}.
 */
final class Purge {
    private final MessageQueue queue;
    private final long upToSequence;
    private final long position;
    private final long number;
    private final ScheduledMessages.Cursor waiting;
    private final DelayCursor delayed;

    /**
     * It begins.
     *
     * @param upToSequence {@link Inventory#lastSequence}: that of the order does not tell of those that will return to it
     * @param position behind all that has come: what the log has beyond that comes meanwhile
     * @param number {@link Delays#lastNumber}
     */
    Purge(MessageQueue queue, long upToSequence, long position, long number) {
        this.queue = queue;
        this.upToSequence = upToSequence;
        this.position = position;
        this.number = number;
        this.waiting = queue.scheduled().cursor();
        this.delayed = new DelayCursor(queue.scheduled().delayed(), position);
        queue.scheduled().delayed().purgeBegins();
    }

    MessageQueue queue() {
        return queue;
    }

    /** A message, or a run that must be loaded first; null if nothing is left. */
    @Nullable
    MessageRef next() {
        MessageRef next = waiting.peek();
        next = next == null ? delayed.peek() : next;
        for (int priority = MessageOrder.PRIORITIES - 1; next == null && priority >= 0; priority--) {
            MessageRef head = queue.order().head(priority);
            next = head != null && head.sequence() <= upToSequence ? head : null;
        }
        return next;
    }

    /** Whether the message that {@link #next} returned is taken; if not, it is left behind. */
    boolean takes(MessageRef ref) {
        if (ref.state() != MessageRef.State.SCHEDULED || Inventory.hadPlace(ref)) {
            return true;
        }
        boolean there = had(ref);
        if (!there) {
            delayed.skip(ref);
        }
        return there;
    }

    /** Whether a message that waits for its delivery time has done so since before it began. */
    boolean had(MessageRef ref) {
        StoredMessage stored = ref.stored();
        if (ref.id() == 0) {
            return ref.sequence() <= number;
        }
        long since = stored.joined() ? stored.id() : stored.countedAt(); // it may have joined another queue meanwhile
        return since < position;
    }

    /** It takes nothing more. */
    void end() {
        queue.scheduled().close(waiting);
        queue.scheduled().delayed().purgeEnds();
    }
}
