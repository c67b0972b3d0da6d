package io.angarium.server.tool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Holds a rate: the n-th piece of work begins n / rate after the first, or at once if it is late. Owned by one thread. */
final class Pace {
    private final double nanosEach;
    private final LongSupplier nanoTime;
    private final LongConsumer parkNanos;
    private final long begin;
    private long count;

    /**
     * @param perSecond the rate, 0 for as fast as it goes
     */
    static Pace of(double perSecond) {
        return new Pace(perSecond, System::nanoTime, LockSupport::parkNanos);
    }

    Pace(double perSecond, LongSupplier nanoTime, LongConsumer parkNanos) {
        this.nanosEach = perSecond <= 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanoTime = nanoTime;
        this.parkNanos = parkNanos;
        this.begin = nanoTime.getAsLong();
    }

    /**
     * Waits for the moment of the next piece.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void await() throws InterruptedException {
        if (nanosEach == 0) {
            return;
        }
        long due = begin + (long) (count++ * nanosEach);
        for (long now = nanoTime.getAsLong(); due - now > 0; now = nanoTime.getAsLong()) {
            parkNanos.accept(due - now);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while holding the rate");
            }
        }
    }
}
