package io.angarium.server.transport;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the transport's threads: named by role, daemons, so that an embedding application can end. */
final class RoleThreads {
    private RoleThreads() {}

    /** Threads {@code role-1}, {@code role-2} and so on. */
    static ThreadFactory named(String role) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new FastThreadLocalThread(task, role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
