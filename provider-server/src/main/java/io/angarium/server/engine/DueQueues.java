package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queues in which the time of delayed messages has come, each once, in turn. Owner: the engine's holder. */
final class DueQueues {
    private final ArrayDeque<MessageQueue> queues = new ArrayDeque<>();
    /** They need a list, and so many are being read that they wait for that. */
    private final Set<MessageQueue> waiting = new LinkedHashSet<>();

    /** Something of a queue is due, or what it waited for has come. */
    void mark(MessageQueue queue) {
        if (queue.scheduled().delayed().due(true)) {
            queues.addLast(queue);
        }
    }

    /** The next one; its caller sees to all that is due in it. */
    @Nullable
    MessageQueue poll() {
        MessageQueue queue = queues.pollFirst();
        if (queue != null) {
            queue.scheduled().delayed().due(false);
        }
        return queue;
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** A queue goes on when a list can be read. */
    void whenOneCanBeRead(MessageQueue queue) {
        waiting.add(queue);
    }

    /** Whether some queue goes on when a list can be read. */
    boolean someWait() {
        return !waiting.isEmpty();
    }

    /** So many lists can be read: as many of those that wait for that longest come before all others, which have just had one. */
    void canBeRead(int many) {
        Deque<MessageQueue> next = new ArrayDeque<>();
        Iterator<MessageQueue> longest = waiting.iterator();
        for (int i = 0; i < many && longest.hasNext(); i++) {
            MessageQueue queue = longest.next();
            longest.remove();
            if (queue.scheduled().delayed().due(true)) {
                next.push(queue);
            }
        }
        next.forEach(queues::addFirst);
    }
}
