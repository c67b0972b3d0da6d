package io.angarium.server.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Queues with something to dispatch, each once, in turn. Owner: the engine's holder. */
final class ReadyQueues {
    private final ArrayDeque<MessageQueue> queues = new ArrayDeque<>();

    void mark(MessageQueue queue) {
        if (!queue.ready()) {
            queue.ready(true);
            queues.addLast(queue);
        }
    }

    @Nullable
    MessageQueue poll() {
        MessageQueue queue = queues.pollFirst();
        if (queue != null) {
            queue.ready(false);
        }
        return queue;
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }
}
