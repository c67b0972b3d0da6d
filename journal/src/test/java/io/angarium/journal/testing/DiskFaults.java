package io.angarium.journal.testing;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MemoryDisk} shall do wrong, and how often it was asked for what. Any thread. Counts begin with 1 at the call that
 * follows the order: {@code failWrite(1)} fails the next write.
 */
public final class DiskFaults {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long LONGEST_FREEZE_SECONDS = 60;

    private long writes;
    private long forces;
    private long operations;
    private long failingWrite = NEVER;
    private long failingForce = NEVER;
    private long failingRead = NEVER;
    private long reads;
    private long lastOperation = NEVER;
    private boolean lying;
    private boolean losingNextWrite;
    private long capacity = Long.MAX_VALUE;
    private int frozen;
    private @Nullable CountDownLatch freeze;
    private @Nullable Runnable meanwhile;

    DiskFaults() {}

    /** Makes the nth write from now on fail, with part of it made. */
    public synchronized void failWrite(int nth) {
        failingWrite = writes + nth;
    }

    /** Makes the nth force from now on fail; what it should have forced is as unsure as before. */
    public synchronized void failForce(int nth) {
        failingForce = forces + nth;
    }

    /** Makes the nth read from now on fail. */
    public synchronized void failRead(int nth) {
        failingRead = reads + nth;
    }

    /** Lets the power go in the middle of the nth operation from now on that changes something: all later ones fail. */
    public synchronized void losePowerAtOperation(int nth) {
        lastOperation = operations + nth;
    }

    /** Makes forces return without forcing, as a volatile write cache does. */
    public synchronized void lieAboutForces(boolean lie) {
        lying = lie;
    }

    /** Makes the next write or force a slow one: what others do meanwhile is done before it, on its thread. */
    public synchronized void slowNext(Runnable others) {
        meanwhile = others;
    }

    /** Lets what was ordered with {@link #slowNext} happen, if it has not yet. */
    void beSlow() {
        Runnable others;
        synchronized (this) {
            others = meanwhile;
            meanwhile = null;
        }
        if (others != null) {
            others.run();
        }
    }

    /** Makes the next write vanish although it is reported as made. */
    public synchronized void loseNextWrite() {
        losingNextWrite = true;
    }

    /** Sets how many bytes all files together may have. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** Makes every force wait from now on. */
    public synchronized void freezeForces() {
        if (freeze == null) {
            freeze = new CountDownLatch(1);
        }
    }

    /** Lets frozen forces go on. */
    public synchronized void releaseForces() {
        if (freeze != null) {
            freeze.countDown();
            freeze = null;
        }
    }

    /** Returns how many forces wait right now. */
    public synchronized int frozenForces() {
        return frozen;
    }

    /** Returns how many forces of files have been asked for. */
    public synchronized long forces() {
        return forces;
    }

    /** Returns how many writes have been asked for. */
    public synchronized long writes() {
        return writes;
    }

    /** Returns how many operations that change something have been asked for. */
    public synchronized long operations() {
        return operations;
    }

    /** Tells whether the capacity was limited. */
    public synchronized boolean isCapacityLimited() {
        return capacity != Long.MAX_VALUE;
    }

    synchronized long capacity() {
        return capacity;
    }

    synchronized boolean lying() {
        return lying;
    }

    /** Counts an operation; false if the power has gone before it. */
    synchronized boolean powered() {
        return operations < lastOperation;
    }

    /** Counts an operation; true if the power goes in the middle of it. */
    synchronized boolean countOperation() {
        operations++;
        return operations == lastOperation;
    }

    synchronized boolean countWrite() {
        writes++;
        return writes == failingWrite;
    }

    synchronized boolean countRead() {
        reads++;
        return reads == failingRead;
    }

    synchronized boolean takeLostWrite() {
        boolean lose = losingNextWrite;
        losingNextWrite = false;
        return lose;
    }

    synchronized boolean countForce() {
        forces++;
        return forces == failingForce;
    }

    /** Waits while forces are frozen. */
    void awaitThaw() throws IOException {
        CountDownLatch latch = beginFreeze();
        if (latch == null) {
            return;
        }
        try {
            if (!latch.await(LONGEST_FREEZE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a force was frozen and never released");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in a frozen force", interrupted);
        } finally {
            endFreeze();
        }
    }

    private synchronized @Nullable CountDownLatch beginFreeze() {
        if (freeze != null) {
            frozen++;
        }
        return freeze;
    }

    private synchronized void endFreeze() {
        frozen--;
    }

    /** Forgets what was ordered, keeps the counts. */
    public synchronized void heal() {
        failingWrite = NEVER;
        failingForce = NEVER;
        failingRead = NEVER;
        lastOperation = NEVER;
        lying = false;
        losingNextWrite = false;
        capacity = Long.MAX_VALUE;
        meanwhile = null;
        releaseForces();
    }
}
