package io.angarium.server.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Input that waits for the engine. Any thread adds; the engine's holder takes. */
final class Inbox {
    private final Queue<Input> inputs = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    void add(Input input) {
        if (input.bytes() > 0) {
            bytes.addAndGet(input.bytes());
        }
        inputs.add(input);
    }

    @Nullable
    Input poll() {
        Input input = inputs.poll();
        if (input != null && input.bytes() > 0) {
            bytes.addAndGet(-input.bytes());
        }
        return input;
    }

    /** Whether the next one, if there is one, is small enough for that room, and not of the kind that may journal far more than it weighs. */
    boolean nextFitsIn(long room) {
        Input next = inputs.peek();
        return next == null ? room > 0 : room > next.bytes() && !next.opensJournal();
    }

    boolean isEmpty() {
        return inputs.isEmpty();
    }

    /** Wire size of what waits. */
    long bytes() {
        return bytes.get();
    }
}
