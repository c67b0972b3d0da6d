package io.angarium.jms.task;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, each in a transaction: a task whose worker dies comes again, and what a task leaves behind (its result, the next step) is there
 * if and only if the task is done. Set up and started by one thread; any thread may close it. Its factory should have nothing sent ahead ({@code ?prefetch=0}
 * with Angarium), so that what waits can be taken by whoever is free.
 */
public final class TaskWorker implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(1000);

    private final Connection connection;
    private final String prefix;
    private final LongSupplier clock = System::currentTimeMillis;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Limit> limits = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Connects; {@link Tasks} with the same prefix submit to it. */
    public TaskWorker(ConnectionFactory factory, String prefix) throws JMSException {
        this.prefix = Task.checked(prefix);
        connection = factory.createConnection();
    }

    /**
     * At most so many tasks of that name begin in that time, one after the other in even pauses, in all workers together: each has to say the same. To be called before
     * {@link #on}. Workers' clocks should agree.
     */
    public TaskWorker limit(String name, int starts, Duration time) {
        if (starts < 1 || time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(starts + " starts in " + time + " is no limit");
        }
        limits.put(Task.checked(name), new Limit(prefix, name, TimeUnit.NANOSECONDS.toMicros(time.toNanos()) / starts));
        return this;
    }

    /** Tasks of that name are run by that handler, as many at a time as it has threads here. */
    public TaskWorker on(String name, int at, TaskHandler<?> handler) {
        @Nullable Limit limit = limits.get(Task.checked(name));
        for (int i = 0; i < at; i++) {
            Slot slot = new Slot(connection, new Slot.Work(prefix, name, handler, limit), refusals, closing, clock);
            slots.add(slot);
            threads.add(new Thread(slot, "angarium-task-" + name + "-" + i));
        }
        return this;
    }

    /** Begins. */
    public TaskWorker start() throws JMSException {
        try (Session session = connection.createSession()) {
            for (Limit limit : limits.values()) {
                limit.begin(session, clock.getAsLong(), Tasks.keys(connection));
            }
        }
        connection.start();
        threads.forEach(Thread::start);
        return this;
    }

    /** Ends in good order: begins no task more, gives back what waits here, and returns when all that run are done. */
    @Override
    public void close() throws JMSException {
        close(LONGEST);
    }

    /**
     * Ends in good order, if that is possible in time; what still runs then is cut off from the broker and comes again. So does a task
     * whose handler calls this: it does not wait for itself.
     *
     * @return whether everything that ran is done
     */
    public boolean close(Duration patience) throws JMSException {
        closing.countDown();
        for (Slot slot : slots) {
            slot.stop();
        }
        Duration bounded = patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
        long end = System.nanoTime() + Math.max(0, bounded.toSeconds()) * 1_000_000_000 + bounded.getNano();
        boolean done = !threads.contains(Thread.currentThread());
        try {
            for (Thread thread : threads) {
                if (thread == Thread.currentThread()) {
                    continue;
                }
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
                done &= !thread.isAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done = false;
        } finally {
            connection.close();
        }
        return done;
    }
}
