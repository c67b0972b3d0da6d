package io.angarium.server.vm;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Threads that wait until a condition holds. Any thread; a wake-up between the look at the condition and the parking is not lost. To wake a thread
 * whose core sleeps takes longer than most answers inside a JVM, so a thread spins for a moment before it parks, as long as that has paid lately.
 */
final class Waiters {
    /** Twice of what it takes to wake a thread on a machine where that is slow: two threads that answer each other stay awake. */
    private static final long SPIN_NANOS = 50_000;

    /** Of 64 waits one spins where it does not pay. */
    private static final int MOST_MISSES = 6;

    private final LongSupplier nanoTime;
    private final boolean spins;
    private final Queue<Thread> parked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wakes = new AtomicInteger();
    /** How often in a row spinning was in vain, up to the limit, and how many waits park at once for that; races lose a guess. */
    private volatile int misses;

    private volatile int parkAtOnce;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param cores on which threads of this JVM run; with one nobody spins
     */
    Waiters(LongSupplier nanoTime, int cores) {
        this.nanoTime = nanoTime;
        this.spins = cores > 1;
    }

    /**
     * Keeps the caller until the condition holds.
     *
     * @param deadlineNanos value of {@link System#nanoTime}, {@link Long#MAX_VALUE} for never
     * @return false after the deadline
     */
    boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        int seen = wakes.get();
        if (condition.getAsBoolean() || (spins && spin(condition, seen, deadlineNanos))) {
            return true;
        }
        Thread self = Thread.currentThread();
        parked.add(self);
        try {
            while (!condition.getAsBoolean()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!park(deadlineNanos)) {
                    return condition.getAsBoolean();
                }
            }
            return true;
        } finally {
            parked.remove(self);
        }
    }

    /** Has all of them look again. */
    void wake() {
        wakes.getAndIncrement();
        for (Thread thread : parked) {
            LockSupport.unpark(thread);
        }
    }

    /** True if the condition held meanwhile. */
    private boolean spin(BooleanSupplier condition, int wakesSeen, long deadlineNanos) {
        int skipped = parkAtOnce;
        if (skipped > 0) {
            parkAtOnce = skipped - 1;
            return false;
        }
        int seen = wakesSeen;
        long now = nanoTime.getAsLong();
        long left = deadlineNanos == Long.MAX_VALUE ? SPIN_NANOS : Math.min(SPIN_NANOS, deadlineNanos - now);
        for (long start = now; now - start < left; now = nanoTime.getAsLong()) {
            int current = wakes.get();
            if (current != seen) {
                seen = current;
                if (condition.getAsBoolean()) {
                    misses = 0;
                    return true;
                }
            }
            Thread.onSpinWait();
        }
        misses = Math.min(misses + 1, MOST_MISSES);
        parkAtOnce = (1 << misses) - 1;
        return false;
    }

    private boolean park(long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE) {
            LockSupport.park(this);
            return true;
        }
        long left = deadlineNanos - nanoTime.getAsLong();
        if (left <= 0) {
            return false;
        }
        LockSupport.parkNanos(this, left);
        return true;
    }
}
