package io.angarium.server.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What is to be done within a millisecond or two, unless it has been needless by then. Any thread adds; the housekeeper does it. */
final class Reminders {
    private static final long PAUSE_MILLIS = 1;
    private static final long NEVER = Long.MAX_VALUE;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong dueAt = new AtomicLong(NEVER);

    /** Adds one; true if there was none before, so that an appointment is to be made. */
    boolean add(Runnable reminder, long nowMillis) {
        waiting.add(reminder);
        return dueAt.compareAndSet(NEVER, nowMillis + PAUSE_MILLIS);
    }

    /** When they are to be done, milliseconds since the epoch. */
    long dueAt() {
        return dueAt.get();
    }

    /** Does them if their time has come, or if the clock was set back. */
    void run(long nowMillis) {
        long due = dueAt.get();
        if (due == NEVER || (due > nowMillis && due <= nowMillis + PAUSE_MILLIS)) {
            return;
        }
        dueAt.set(NEVER); // first: whoever adds from now on makes a new appointment
        int count = waiting.size();
        for (Runnable next = waiting.poll(); next != null; next = --count > 0 ? waiting.poll() : null) {
            next.run();
        }
        if (!waiting.isEmpty()) {
            dueAt.compareAndSet(NEVER, nowMillis + PAUSE_MILLIS);
        }
    }
}
