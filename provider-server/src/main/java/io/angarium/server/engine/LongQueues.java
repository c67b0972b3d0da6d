package io.angarium.server.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Queues and priorities that are so long that messages could be parked, each once. Owner: the engine's holder. */
final class LongQueues {
    private final int run;
    private final ArrayDeque<MessageQueue> queues = new ArrayDeque<>();

    /** @param run so many messages are parked together */
    LongQueues(int run) {
        this.run = run;
    }

    /** A message has come to a queue. */
    void look(MessageQueue queue, int priority) {
        ParkingLine line = queue.order().parkingLine(priority);
        if (line != null && line.behind() >= run && !queue.queuedForParking()) {
            queue.queuedForParking(true);
            queues.addLast(queue);
        }
    }

    @Nullable
    MessageQueue poll() {
        MessageQueue queue = queues.pollFirst();
        if (queue != null) {
            queue.queuedForParking(false);
        }
        return queue;
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }
}
