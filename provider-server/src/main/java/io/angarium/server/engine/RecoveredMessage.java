package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that recovery has met: where it is, and what has become of it so far. Owner: {@link Recovery}. */
final class RecoveredMessage {
    final long id;
    final long acceptedAt;
    final long expiration;
    final long deliveryTime;
    private final @Nullable MessageQueue[] queues;
    private final int[] attempts;
    private int left;

    /** Where its record is. */
    long place;

    /** Position of the record by which it came to count, 0 while its transaction is open. */
    long countedAt;

    /** The message itself, unless only a checkpoint speaks of it. */
    @Nullable
    EncodedMessage message;

    /** Its references, once it is in the books. */
    final List<MessageRef> refs = new ArrayList<>(1);

    /** Takes the arrays; a queue that is null does not exist (any more). */
    RecoveredMessage(
            long id,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            @Nullable MessageQueue[] queues,
            int[] attempts) {
        this.id = id;
        this.place = id;
        this.acceptedAt = acceptedAt;
        this.expiration = expiration;
        this.deliveryTime = deliveryTime;
        this.queues = queues;
        this.attempts = attempts;
        for (MessageQueue queue : queues) {
            left += queue == null ? 0 : 1;
        }
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
        MessageQueue queue = queues[place];
        return queue == null || queue.deleted() ? null : queue;
    }

    int attempts(int place) {
        return attempts[place];
    }

    void leave(MessageQueue queue) {
        int at = Arrays.asList(queues).indexOf(queue);
        if (at >= 0) {
            queues[at] = null;
            if (--left == 0) {
                message = null;
            }
        }
    }

    void count(MessageQueue queue, int known) {
        int at = Arrays.asList(queues).indexOf(queue);
        if (at >= 0) {
            attempts[at] = known;
        }
    }

    /** It never counted. */
    void drop() {
        Arrays.fill(queues, null);
        left = 0;
        message = null;
    }
}
