package io.angarium.server.engine;

import java.util.HashSet;
import java.util.Set;

/**
 * What a purge takes of a queue: what was to be had, or waited for a time, when it was asked for. What comes later stays, whenever it is due; until it has ended nothing
 * that waits for its delivery time joins the queue. Owner: {@link QueueRemover}.
 */
final class Purge {
    private final MessageQueue queue;
    private final long upToSequence;
    private final long position;
    private final long number;
    /** What has come since, of that which waits in several queues: where one has joined another of them, nothing else tells. */
    private final Set<MessageRef> come = new HashSet<>(0);
    /** By their ids, those that recurring messages had left for it: they had not come yet. */
    private final Set<Long> expected = new HashSet<>(0);

    /**
     * It is asked for.
     *
     * @param upToSequence {@link Inventory#lastSequence}: that of the order does not tell of those that will return to it
     * @param position behind all that has come: what the log has beyond that comes later
     * @param number {@link Delays#lastNumber}
     */
    Purge(MessageQueue queue, long upToSequence, long position, long number) {
        this.queue = queue;
        this.upToSequence = upToSequence;
        this.position = position;
        this.number = number;
        queue.scheduled().delayed().begins(this);
    }

    MessageQueue queue() {
        return queue;
    }

    /** Whether a message that has a place in the queue had it. */
    boolean hadPlace(MessageRef ref) {
        return ref.sequence() <= upToSequence;
    }

    /** Whether a message that waits for its delivery time did so, or comes of what did. */
    boolean had(MessageRef ref) {
        StoredMessage stored = ref.stored();
        if (ref.id() == 0) {
            return ref.sequence() <= number;
        }
        if (come.contains(ref)) {
            return false;
        }
        long since = stored.joined() ? stored.id() : stored.countedAt(); // it may have joined another queue meanwhile
        return since < position || expected.contains(ref.id());
    }

    /** A message has come to the queue, and waits for its delivery time. */
    void came(MessageRef ref) {
        if (!ref.stored().alone()) {
            come.add(ref);
        }
    }

    /** A message comes that a recurring one had left when it was asked for. */
    void expects(MessageRef ref) {
        expected.add(ref.id());
    }

    /** It takes nothing more. */
    void end() {
        queue.scheduled().delayed().ends(this);
    }
}
