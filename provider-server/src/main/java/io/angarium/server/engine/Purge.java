package io.angarium.server.engine;

import java.util.HashSet;
import java.util.Set;
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
    /** What has come since it began, of that which waits in several queues: where one has joined another of them, nothing else tells. */
    private final Set<MessageRef> come = new HashSet<>(0);

    /**
     * It begins.
     *
     * @param upToSequence {@link Inventory#lastSequence} when it was asked for: that of the order does not tell of those that will return to it
     * @param position behind all that has come: what the log has beyond that comes meanwhile
     * @param number {@link Delays#lastNumber} when it was asked for
     */
    Purge(MessageQueue queue, long upToSequence, long position, long number) {
        this.queue = queue;
        this.upToSequence = upToSequence;
        this.position = position;
        this.number = number;
        this.waiting = queue.scheduled().cursor();
        this.delayed = new DelayCursor(queue.scheduled().delayed(), position);
        queue.scheduled().delayed().begins(this);
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
        if (come.contains(ref)) {
            return false;
        }
        long since = stored.joined() ? stored.id() : stored.countedAt(); // it may have joined another queue meanwhile
        return since < position;
    }

    /** A message has come to the queue, and waits for its delivery time. */
    void came(MessageRef ref) {
        if (!ref.stored().alone()) {
            come.add(ref);
        }
    }

    /** It takes nothing more. */
    void end() {
        queue.scheduled().close(waiting);
        queue.scheduled().delayed().ends(this);
    }
}
