package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queues with something to dispatch, each once, in turn. Owner: the engine's holder. */
final class ReadyQueues {
    private final ArrayDeque<MessageQueue> queues = new ArrayDeque<>();
    private final Set<MessageQueue> settling = new LinkedHashSet<>();

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

    /** A queue delivers nothing until nothing of it is with consumers or in transactions. */
    void whenSettled(MessageQueue queue) {
        settling.add(queue);
    }

    /** Begin of a round's deliveries: queues of which nothing is out any more are ready. */
    void look() {
        if (!settling.isEmpty()) {
            settling.removeIf(this::settled);
        }
    }

    private boolean settled(MessageQueue queue) {
        if (queue.counters().inFlight() > 0 && !queue.deleted()) {
            return false;
        }
        mark(queue);
        return true;
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }
}
