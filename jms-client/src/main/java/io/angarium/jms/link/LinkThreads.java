package io.angarium.jms.link;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of this package: daemons with role names that keep no application's class loader alive. */
final class LinkThreads {
    private static final AtomicInteger WRITERS = new AtomicInteger();

    /**
     * Runs what may block in a write that no caller waits for: flushes and heartbeats; and what a virtual thread must not do and waits for: it connects and writes.
     * As a rule one thread serves all links; a link whose broker does not read blocks its own thread only. Idle threads end after a second.
     */
    static final Executor WRITER = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon("angarium-link-writer-" + WRITERS.incrementAndGet(), task));

    private LinkThreads() {}

    static Thread daemon(String role, Runnable task) {
        Thread thread = new Thread(null, task, role, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(LinkThreads.class.getClassLoader());
        return thread;
    }
}
