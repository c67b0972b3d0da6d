package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A message that recovery has met: where it is, and what has become of it so far. Owner: {@link Recovery}. */
final class RecoveredMessage {
    final long id;
    final long acceptedAt;
    final long expiration;
    final long deliveryTime;
    final int size;
    final int priority;
    /** Shared while all its queues still have it. */
    private @Nullable MessageQueue[] queues;

    /** Null while there is nothing to say. */
    private int @Nullable [] attempts;

    private int left;

    /** Where its record is. */
    long place;

    /** Its transaction is open: where it will be is not settled, if it is for a topic. */
    boolean pending;

    /** Position of the record by which it came to count, 0 while its transaction is open. */
    long countedAt;

    /** Whether it has joined its queues by its delivery time. */
    boolean joined;

    /** Whether that is only so because the time has come by now: nothing says where it has been since then. */
    boolean placed;

    /** The message itself, unless it is only in the journal. */
    @Nullable
    EncodedMessage message;

    /** Its body, if that is in parts. */
    @Nullable
    LargeBody largeBody;

    /** What the books have of it, once they have it. */
    @Nullable
    StoredMessage stored;

    /**
     * Takes the arrays, but never changes the one of queues.
     *
     * @param queues a queue that is null does not exist (any more)
     * @param attempts for each of them, null for none anywhere
     */
    RecoveredMessage(
            long id,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            int size,
            int priority,
            @Nullable MessageQueue[] queues,
            int @Nullable [] attempts) {
        this.id = id;
        this.place = id;
        this.acceptedAt = acceptedAt;
        this.expiration = expiration;
        this.deliveryTime = deliveryTime;
        this.size = size;
        this.priority = priority;
        this.queues = queues;
        this.attempts = attempts;
        for (MessageQueue queue : queues) {
            left += queue == null ? 0 : 1;
        }
    }

    /**
     * What a list says of a message, but for its attempts and when it came to count.
     *
     * @param priority which all of the list have
     * @param queues where it is
     */
    static RecoveredMessage of(Effect.Listed listed, int priority, @Nullable MessageQueue[] queues) {
        RecoveredMessage message = new RecoveredMessage(
                listed.id(),
                listed.acceptedAt(),
                listed.expiration(),
                listed.deliveryTime(),
                listed.size(),
                priority,
                queues,
                null);
        message.place = listed.place();
        message.joined = listed.joined();
        return message;
    }

    /** Where it stands among those of its queue. */
    Rank rank() {
        return new Rank(countedAt, rankTime(), id);
    }

    /** The second part of that. */
    long rankTime() {
        return joined ? deliveryTime : 0;
    }

    /** Whether it waits for its delivery time, and has no place among those of its queue. */
    boolean waits() {
        return deliveryTime != 0 && !joined;
    }

    /** The same message in other places. */
    RecoveredMessage in(@Nullable MessageQueue[] others) {
        RecoveredMessage same =
                new RecoveredMessage(id, acceptedAt, expiration, deliveryTime, size, priority, others, null);
        same.place = place;
        same.message = message;
        same.largeBody = largeBody;
        return same;
    }

    /** Whether it is nowhere any more. */
    boolean gone() {
        return left == 0;
    }

    /** How many places it was in. */
    int places() {
        return queues.length;
    }

    /** The queue of one of its places, or null if it has left it or that queue is gone. */
    @Nullable
    MessageQueue queue(int place) {
        MessageQueue queue = left == 0 ? null : queues[place];
        return queue == null || queue.deleted() ? null : queue;
    }

    int attempts(int place) {
        return attempts == null ? 0 : attempts[place];
    }

    void leave(MessageQueue queue) {
        int at = Arrays.asList(queues).indexOf(queue);
        if (at < 0 || left == 0) {
            return;
        }
        if (--left == 0) {
            message = null;
        } else {
            queues = queues.clone();
            queues[at] = null;
        }
    }

    /** It is in one more place, unless it is nowhere any more or is there. */
    void join(MessageQueue queue) {
        if (left == 0 || Arrays.asList(queues).contains(queue)) {
            return;
        }
        queues = Arrays.copyOf(queues, queues.length + 1);
        queues[queues.length - 1] = queue;
        attempts = attempts == null ? null : Arrays.copyOf(attempts, queues.length);
        left++;
    }

    void count(MessageQueue queue, int known) {
        int at = Arrays.asList(queues).indexOf(queue);
        if (at >= 0) {
            if (attempts == null) {
                attempts = new int[queues.length];
            }
            attempts[at] = known;
        }
    }

    /** What the books have of it in a queue, or null. */
    @Nullable
    MessageRef ref(int queue) {
        MessageRef ref = stored == null ? null : stored.first();
        while (ref != null && ref.queue().id() != queue) {
            ref = ref.sibling;
        }
        return ref;
    }

    /** It never counted. */
    void drop() {
        pending = false;
        left = 0;
        message = null;
    }
}
