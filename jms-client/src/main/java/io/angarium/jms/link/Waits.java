package io.angarium.jms.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits that no interrupt ends, and which leave it for later: opening a link is not interrupted, as connecting a {@link java.net.Socket} is not, nor is the
 * short wait for the broker's goodbye, nor what has to be done when there is memory for it.
 */
public final class Waits {
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Waits() {}

    /**
     * Does what nobody else would do if this thread left it: again and again, while there is no memory or no thread for it.
     *
     * @param over whether it need not be done any more; asked before each try
     * @param work may be done in part before it fails
     */
    public static void untilMemory(BooleanSupplier over, Runnable work) {
        boolean done = false;
        boolean interrupted = false;
        while (!done && !over.getAsBoolean()) {
            try {
                work.run();
                done = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(AGAIN_NANOS);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something that waits. */
    @FunctionalInterface
    interface Wait<T, E extends Exception> {
        /** What came of it. */
        T once() throws InterruptedException, E;
    }

    /** Waits to the end whatever interrupts, and leaves the interrupt for later. */
    static <T, E extends Exception> T through(Wait<T, E> wait) throws E {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.once();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
