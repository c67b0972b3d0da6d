package io.angarium.server.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one thing when told to or when its time has come. {@link #wake} may be called by any thread and is not lost when it
 * comes while the duty runs.
 */
final class RoleThread {
    private static final Logger LOG = LoggerFactory.getLogger(RoleThread.class);
    private static final long AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What the thread does. */
    interface Duty {

        /**
         * Does what there is to do.
         *
         * @param woken whether {@link RoleThread#wake} was called since the last time
         * @return nanoseconds until it is to be called again without being woken
         */
        long run(boolean woken);
    }

    private final Duty duty;
    private final Thread thread;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean running = true;

    RoleThread(String name, Duty duty) {
        this.duty = duty;
        this.thread = new Thread(this::loop, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Has the duty run soon. */
    void wake() {
        if (!woken.get() && woken.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the thread after the run that is under way, and waits for that. */
    void stop(long timeoutMillis) {
        running = false;
        LockSupport.unpark(thread);
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(timeoutMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A role that ended silently would be missed by everybody: what it throws is logged, and it goes on. */
    private long runOnce(boolean told) {
        try {
            return duty.run(told);
        } catch (RuntimeException | Error e) {
            return afterError(e);
        }
    }

    private long afterError(Throwable error) {
        try {
            LOG.error("{} goes on after an error", thread.getName(), error);
            return AFTER_ERROR_NANOS;
        } catch (RuntimeException | Error e) {
            return AFTER_ERROR_NANOS; // there may be no memory even for a line, nor to note that
        }
    }

    private void loop() {
        long pause = 0;
        while (running) {
            boolean told = woken.getAndSet(false);
            if (!told && pause > 0) {
                long parkedAt = System.nanoTime();
                LockSupport.parkNanos(this, Math.min(pause, TimeUnit.HOURS.toNanos(1)));
                pause -= System.nanoTime() - parkedAt;
            } else {
                pause = runOnce(told);
            }
        }
    }
}
