package io.angarium.examples.benchmark.scenario;

import java.util.concurrent.locks.LockSupport;

/** When the next message is due. Owned by one thread. */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    /** A park ends about so much too late, by the timer slack of Linux: it is begun for so much less. */
    private static final long SPIN_NANOS = 60_000;

    private final double interval;
    private final long begin = System.nanoTime();
    private long count;

    /**
     * @param perSecond 0 for at once
     */
    Pace(double perSecond) {
        this.interval = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
    }

    /** Waits until the next message is due, and tells when that was: a late caller gets the moment that he missed. */
    long next() {
        if (interval == 0) {
            return System.nanoTime();
        }
        long due = begin + (long) (interval * count++);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
        return due;
    }
}
