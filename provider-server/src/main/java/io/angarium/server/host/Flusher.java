package io.angarium.server.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes outlets after a round. Flushing an in-VM link calls its listener, which may send, which may run the engine and touch further outlets:
 * these wait their turn in the outermost call, so that the stack stays flat however many links talk to each other.
 */
final class Flusher {
    private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

    private static final ThreadLocal<@Nullable Deque<Outlet>> UNDER_WAY = new ThreadLocal<>();

    /** Flushes now, or has the caller up this thread's stack do it. */
    void flush(List<Outlet> outlets) {
        if (outlets.isEmpty()) {
            return;
        }
        Deque<Outlet> outer = UNDER_WAY.get();
        if (outer != null) {
            outer.addAll(outlets);
            return;
        }
        Deque<Outlet> queue = new ArrayDeque<>(outlets);
        UNDER_WAY.set(queue);
        try {
            for (Outlet next = queue.poll(); next != null; next = queue.poll()) {
                flush(next);
            }
        } finally {
            UNDER_WAY.remove();
        }
    }

    private static void flush(Outlet outlet) {
        try {
            outlet.flush();
        } catch (RuntimeException | Error e) { // outlets run other people's code
            LOG.error("cannot write to {}", outlet, e);
        }
    }
}
