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
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A container's threads for adapters, and what an adapter is started with. It refuses on command and counts. */
public final class Works implements WorkManager, BootstrapContext, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, "container-work"));
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean refusing;

    public void refuse(boolean all) {
        refusing = all;
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
        threads.execute(() -> {
            running.incrementAndGet();
            try {
                work.run();
            } finally {
                running.decrementAndGet();
            }
        });
        return 0;
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
