package io.angarium.examples.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of one role, one for each task. Owned by the thread that made it. */
final class Crew implements AutoCloseable {
    private static final long JOIN_SECONDS = 120;

    private final ExecutorService threads;
    private final Runnable onFailure;
    private final List<Future<?>> tasks = new ArrayList<>();

    /**
     * @param role name of the threads
     * @param onFailure told when a task fails, by its thread
     */
    Crew(String role, Runnable onFailure) {
        AtomicInteger number = new AtomicInteger();
        this.onFailure = onFailure;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, role + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    void start(Callable<?> task) {
        tasks.add(threads.submit(() -> {
            boolean done = false;
            try {
                task.call();
                done = true;
            } finally {
                if (!done) {
                    onFailure.run();
                }
            }
            return null;
        }));
    }

    /**
     * Waits until all tasks have ended.
     *
     * @throws BenchmarkException if one failed, or takes too long
     */
    void join() throws InterruptedException {
        for (Future<?> task : tasks) {
            try {
                task.get(JOIN_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new BenchmarkException("a worker failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new BenchmarkException("a worker did not come to its end within " + JOIN_SECONDS + " s", e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
