package io.angarium.jms.reconnect;

import io.angarium.jms.link.LinkThreads;
import io.angarium.jms.link.Waits;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time, chance, threads and the others who try, as the reconnecting link sees them.
 *
 * @param nanoClock as {@link System#nanoTime}
 * @param random from 0 to 1
 * @param pauses lets time pass between two tries
 * @param threads runs the work after a loss, which may take for ever, on a thread of its own
 * @param hearsay what those who have these surroundings in common know of brokers that are away
 */
public record Surroundings(
        LongSupplier nanoClock, DoubleSupplier random, Pauses pauses, Executor threads, Hearsay hearsay) {

    private static final Executor THREADS = LinkThreads.pool("angarium-reconnect");

    /** Those of a real application. */
    public static final Surroundings REAL = new Surroundings(
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            TimeUnit.NANOSECONDS::timedWait,
            Surroundings::start);

    /** Those who know of nobody else who tries. */
    public Surroundings(LongSupplier nanoClock, DoubleSupplier random, Pauses pauses, Executor threads) {
        this(nanoClock, random, pauses, threads, new Hearsay());
    }

    /** Waiting for a while. */
    @FunctionalInterface
    public interface Pauses {

        /** Waits on a monitor that the caller holds, until notified or for about so long. */
        void pause(Object monitor, long nanos) throws InterruptedException;
    }

    /** Waits for a thread where there is none to be had: nobody else would connect again. */
    private static void start(Runnable work) {
        Waits.untilMemory(() -> false, () -> THREADS.execute(work));
    }
}
