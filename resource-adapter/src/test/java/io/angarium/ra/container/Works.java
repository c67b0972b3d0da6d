package io.angarium.ra.container;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Queue;
import java.util.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A container's threads for adapters, and what an adapter is started with. It refuses on command and counts. */
public final class Works implements WorkManager, BootstrapContext, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, "container-work"));
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Queue<Work> held = new ConcurrentLinkedQueue<>();
    private volatile boolean refusing;
    private volatile boolean holding;

    public void refuse(boolean all) {
        refusing = all;
    }

    /** Whether works wait, though they are taken; when they do not any more, those that have waited run. */
    public void hold(boolean all) {
        holding = all;
        if (!all) {
            for (Work next = held.poll(); next != null; next = held.poll()) {
                execute(next);
            }
        }
    }

    /** How many wait. */
    public int held() {
        return held.size();
    }

    public int refusals() {
        return refusals.get();
    }

    public int running() {
        return running.get();
    }

    @Override
    public long startWork(Work work) throws WorkException {
        if (refusing) {
            refusals.incrementAndGet();
            throw new WorkRejectedException("no thread for you");
        }
        if (holding) {
            held.add(work);
        } else {
            execute(work);
        }
        return 0;
    }

    private void execute(Work work) {
        threads.execute(() -> {
            running.incrementAndGet();
            try {
                work.run();
            } finally {
                running.decrementAndGet();
            }
        });
    }

    private static UnsupportedOperationException unexpected() {
        return new UnsupportedOperationException("the adapter starts work and no more");
    }

    @Override
    public void doWork(Work work) {
        throw unexpected();
    }

    @Override
    public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw unexpected();
    }

    @Override
    public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw unexpected();
    }

    @Override
    public void scheduleWork(Work work) {
        throw unexpected();
    }

    @Override
    public void scheduleWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw unexpected();
    }

    @Override
    public WorkManager getWorkManager() {
        return this;
    }

    @Override
    public XATerminator getXATerminator() {
        throw unexpected();
    }

    @Override
    public Timer createTimer() {
        throw unexpected();
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return false;
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        throw unexpected();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
