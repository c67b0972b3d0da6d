package io.angarium.jms.link;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemons with role names, which keep no application's class loader alive. */
public final class LinkThreads {
    /**
     * Runs what may block in a write that no caller waits for: flushes and heartbeats; and what a virtual thread must not do and waits for: it connects and writes.
     * As a rule one thread serves all links; a link whose broker does not read blocks its own thread only.
     */
    static final Executor WRITER = pool("angarium-link-writer");

    private LinkThreads() {}

    /** Runs pieces of work, each on a daemon that has nothing else to do meanwhile; idle ones end after a second. Throws {@link OutOfMemoryError} where there is none to be had. */
    public static Executor pool(String role) {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon(role + "-" + count.incrementAndGet(), task));
    }

    /** Runs code of an application as its own threads would, with its class loader. */
    public static void callInto(Object application, Runnable call) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application.getClass().getClassLoader());
        try {
            call.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    static Thread daemon(String role, Runnable task) {
        Thread thread = new Thread(null, task, role, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(LinkThreads.class.getClassLoader());
        return thread;
    }
}
