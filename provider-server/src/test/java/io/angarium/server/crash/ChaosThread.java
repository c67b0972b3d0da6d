package io.angarium.server.crash;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** A thread of an application that runs until it is told to end. */
final class ChaosThread {
    /** What it does; asks whether to go on. */
    @FunctionalInterface
    interface Work {
        void run(BooleanSupplier goOn);
    }

    private final AtomicBoolean goOn = new AtomicBoolean(true);
    private final Thread thread;

    private ChaosThread(Work work) {
        thread = new Thread(() -> work.run(goOn::get), "chaos-application");
    }

    static ChaosThread start(Work work) {
        ChaosThread started = new ChaosThread(work);
        started.thread.start();
        return started;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Lets it finish what it is at, and waits for that. */
    void end() {
        goOn.set(false);
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("an application thread does not end");
        }
    }
}
