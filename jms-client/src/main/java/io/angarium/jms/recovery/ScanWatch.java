package io.angarium.jms.recovery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Tells an operator whether recovery runs. "XA recovery active: …" is logged when a scan has returned and not before; a scan that fails is
 * logged once until one returns again; and branches that are prepared while no scan returns for two periods are a warning. Guarded by its
 * own lock; a thread {@code angarium-recovery-watch} looks at the time until {@link #close}.
 */
public final class ScanWatch implements AutoCloseable {
    /** Scans may come late by one period before it is said. */
    private static final int PATIENCE_PERIODS = 2;

    private static final Logger LOG = System.getLogger(ScanWatch.class.getName());

    private final String manager;
    private final String broker;
    private final long periodNanos;
    private final LongSupplier nanoClock;
    private final LongSupplier prepared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long quietSince; // guarded by lock, as all that follows
    private long preparedBefore;
    private boolean active;
    private boolean warned;
    private boolean closed;
    private String lastFailure = "none was begun: is the recovery manager started?";

    /**
     * @param manager the transaction manager, as the log shall name it
     * @param broker where the broker is, as the log shall name it
     * @param periodNanos from one of its scans to the next
     * @param prepared how many branches have been prepared in this JVM
     */
    public ScanWatch(String manager, String broker, long periodNanos, LongSupplier nanoClock, LongSupplier prepared) {
        this.manager = manager;
        this.broker = broker;
        this.periodNanos = periodNanos;
        this.nanoClock = nanoClock;
        this.prepared = prepared;
        this.quietSince = nanoClock.getAsLong();
        this.preparedBefore = prepared.getAsLong();
    }

    /** Looks at the time, on a thread of its own, until it is closed. */
    public void start() {
        Thread thread = new Thread(this::run, "angarium-recovery-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** A scan has returned, with so many branches. */
    void returned(int inDoubt) {
        lock.lock();
        try {
            if (!active) {
                LOG.log(
                        Level.INFO,
                        "XA recovery active: {0}, {1}, in doubt {2}, scans every {3} s",
                        manager,
                        broker,
                        inDoubt,
                        TimeUnit.NANOSECONDS.toSeconds(periodNanos));
            }
            active = true;
            warned = false;
            quietSince = nanoClock.getAsLong();
            preparedBefore = prepared.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    /** A scan did not return but failed. */
    void failed(String reason) {
        lock.lock();
        try {
            if (active || !reason.equals(lastFailure)) {
                LOG.log(
                        Level.WARNING,
                        "XA recovery failed: {0}, {1}: {2}. Branches in doubt there wait for the next scan",
                        manager,
                        broker,
                        reason);
            }
            active = false;
            lastFailure = reason;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last scan returned. */
    public boolean active() {
        lock.lock();
        try {
            return active;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Warns if it is time to, once until a scan returns.
     *
     * @return nanoseconds until the next look
     */
    long look() {
        lock.lock();
        try {
            long quiet = nanoClock.getAsLong() - quietSince;
            long patience = PATIENCE_PERIODS * periodNanos;
            if (quiet < patience) {
                return patience - quiet;
            }
            long branches = prepared.getAsLong() - preparedBefore;
            if (branches > 0 && !warned) {
                warned = true;
                active = false;
                LOG.log(
                        Level.WARNING,
                        "XA is used and not recovered: {0} branches were prepared, but no scan of {1} has returned for {2} s ({3}); "
                                + "the last one: {4}. After a crash, branches would stay in doubt",
                        branches,
                        broker,
                        TimeUnit.NANOSECONDS.toSeconds(quiet),
                        manager,
                        lastFailure);
            }
            return periodNanos;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                long pause = look();
                long left = changed.awaitNanos(pause);
                LOG.log(Level.TRACE, "the watch woke {0} ns early", left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody but the JVM's end has this thread to interrupt
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
