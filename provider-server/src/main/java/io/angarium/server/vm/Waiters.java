package io.angarium.server.vm;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads parked until a condition holds. Any thread; a wake-up between the look at the condition and the parking is not lost. */
final class Waiters {
    private final Queue<Thread> parked = new ConcurrentLinkedQueue<>();

    /**
     * Parks the caller until the condition holds.
     *
     * @param deadlineNanos value of {@link System#nanoTime}, {@link Long#MAX_VALUE} for never
     * @return false after the deadline
     */
    boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
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
        for (Thread thread : parked) {
            LockSupport.unpark(thread);
        }
    }

    private boolean park(long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE) {
            LockSupport.park(this);
            return true;
        }
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        LockSupport.parkNanos(this, left);
        return true;
    }
}
