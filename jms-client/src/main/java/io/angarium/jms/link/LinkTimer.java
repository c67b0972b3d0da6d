package io.angarium.jms.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that looks after all links of the JVM: heartbeats, forgotten flushes, deadlines of closing. It exists while there are
 * tasks. Any thread may call any method.
 */
final class LinkTimer {
    /** The one that all socket links share. */
    static final LinkTimer SHARED = new LinkTimer(System::nanoTime);

    /** The shortest pause between two rounds, and the longest that a {@link #hurry} waits, in nanoseconds. */
    static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Logger LOG = System.getLogger(LinkTimer.class.getName());
    private static final long SLOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Something to look after. */
    interface Task {
        /**
         * Looks whether anything is due; must not block.
         *
         * @param now by the clock, nanoseconds
         * @return nanoseconds until the next look
         */
        long tick(long now);
    }

    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Task> tasks = new CopyOnWriteArrayList<>();
    private volatile @Nullable Thread thread;
    private volatile boolean dozing;

    LinkTimer(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Looks after a task from now on. */
    void add(Task task) {
        lock.lock();
        try {
            tasks.add(task);
            Thread running = thread;
            if (running == null) {
                thread = LinkThreads.daemon("angarium-link-timer", this::run);
                thread.start();
            } else {
                LockSupport.unpark(running);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a task; after the last one the thread ends. */
    void remove(Task task) {
        lock.lock();
        try {
            tasks.remove(task);
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    /** Looks at all tasks soon, as one of them has become due earlier than it said. Cheap if that is so anyway. */
    void hurry() {
        if (dozing) {
            dozing = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!finished()) {
            long pause = tickAll();
            if (pause > FAST_NANOS) {
                // Whoever hurries before this line is seen by the second look, whoever does so after it unparks.
                dozing = true;
                pause = tickAll();
            }
            LockSupport.parkNanos(this, Math.max(pause, FAST_NANOS));
            dozing = false;
            if (Thread.interrupted()) {
                LOG.log(Level.DEBUG, "the link timer was interrupted, which it ignores");
            }
        }
    }

    private boolean finished() {
        lock.lock();
        try {
            if (tasks.isEmpty()) {
                thread = null;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long tickAll() {
        long now = nanoClock.getAsLong();
        long pause = SLOW_NANOS;
        for (Task task : tasks) {
            try {
                pause = Math.min(pause, task.tick(now));
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "looking after " + task + " failed", e);
            }
        }
        return pause;
    }
}
