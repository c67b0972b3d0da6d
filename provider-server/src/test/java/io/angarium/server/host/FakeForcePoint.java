package io.angarium.server.host;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** A journal of numbers, whose force does what the test says. */
final class FakeForcePoint implements ForcePoint {
    private final AtomicLong appended = new AtomicLong();
    private final ReentrantLock forcing = new ReentrantLock();
    private final AtomicInteger forces = new AtomicInteger();
    private final Set<String> forcers = ConcurrentHashMap.newKeySet();
    private volatile long durable;
    private volatile long lastForceNanos = 100_000;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile long room = 1_000_000;
    private volatile long congestion = Long.MAX_VALUE;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile CountDownLatch sealGate = new CountDownLatch(0);
    private volatile boolean sealing;
    private final AtomicInteger prepared = new AtomicInteger();
    private final AtomicInteger checkpointPieces = new AtomicInteger();
    private final Queue<Input> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger brought = new AtomicInteger();
    private volatile boolean closed;

    long append() {
        return appended.getAndIncrement();
    }

    void freeze() {
        gate = new CountDownLatch(1);
    }

    void thaw() {
        gate.countDown();
    }

    void lastForceNanos(long nanos) {
        lastForceNanos = nanos;
    }

    /** Names of the threads that have forced. */
    Set<String> forcers() {
        return forcers;
    }

    int forces() {
        return forces.get();
    }

    boolean closed() {
        return closed;
    }

    @Override
    public boolean tryForce() {
        if (!forcing.tryLock()) {
            refused.incrementAndGet();
            return false;
        }
        try {
            long taken = appended.get();
            if (taken > durable) {
                forcers.add(Thread.currentThread().getName());
                forces.incrementAndGet();
                pass();
                durable = taken;
            }
            return true;
        } finally {
            forcing.unlock();
        }
    }

    private void pass() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while forcing", e);
        }
    }

    @Override
    public boolean idle() {
        return !forcing.isLocked();
    }

    @Override
    public long durablePosition() {
        return durable;
    }

    @Override
    public long appendedPosition() {
        return appended.get();
    }

    @Override
    public boolean congested() {
        return appended.get() - durable >= congestion;
    }

    /** Congested when that many records wait. */
    void congestion(long records) {
        congestion = records;
    }

    void room(long bytes) {
        room = bytes;
    }

    @Override
    public long room() {
        return room;
    }

    @Override
    public long lastForceNanos() {
        return lastForceNanos;
    }

    /** How often the journal's space was looked at. */
    int prepared() {
        return prepared.get();
    }

    @Override
    public boolean prepareStep() {
        prepared.incrementAndGet();
        return false;
    }

    /** The next seal holds the journal until {@link #endSeal}. */
    void holdSeal() {
        sealGate = new CountDownLatch(1);
    }

    void endSeal() {
        sealGate.countDown();
    }

    boolean sealing() {
        return sealing;
    }

    /** How often somebody wanted to force while another one held the journal. */
    int refused() {
        return refused.get();
    }

    @Override
    public boolean sealIfIdle() {
        if (sealGate.getCount() == 0 || !forcing.tryLock()) {
            return false;
        }
        try {
            sealing = true;
            sealGate.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while sealing", e);
        } finally {
            sealing = false;
            forcing.unlock();
        }
    }

    @Override
    public boolean fetchWanted() {
        return !wanted.isEmpty();
    }

    @Override
    public List<Input> fetchSome() {
        Input next = wanted.poll();
        if (next == null) {
            return List.of();
        }
        brought.incrementAndGet();
        return List.of(next);
    }

    /** The engine wants records, each brought by itself. */
    void wanted(List<? extends Input> records) {
        wanted.addAll(records);
    }

    int brought() {
        return brought.get();
    }

    /** The engine has handed pieces of a checkpoint over. */
    void checkpointPieces(int pieces) {
        checkpointPieces.addAndGet(pieces);
    }

    int checkpointPieces() {
        return checkpointPieces.get();
    }

    @Override
    public boolean checkpointWantsStep() {
        return checkpointPieces.get() > 0;
    }

    @Override
    public CheckpointKeeper.Progress checkpointStep() {
        if (checkpointPieces.get() == 0) {
            return CheckpointKeeper.Progress.WAITS;
        }
        checkpointPieces.decrementAndGet();
        return CheckpointKeeper.Progress.MORE;
    }

    @Override
    public void encourageCheckpoint() {}

    @Override
    public Boolean takeCheckpointOutcome() {
        return null;
    }

    @Override
    public void close() {
        closed = true;
    }
}
