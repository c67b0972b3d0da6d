package io.angarium.jms.context;

import io.angarium.jms.session.AngariumConnection;
import jakarta.jms.IllegalStateRuntimeException;
import java.util.concurrent.atomic.AtomicInteger;

/** The connection that a context shares with those created from it; the last one to go closes it (Jakarta Messaging 3.1 section 2.8.4). Thread-safe. */
final class SharedConnection {
    private final AngariumConnection connection;
    private final AtomicInteger users = new AtomicInteger(1);

    SharedConnection(AngariumConnection connection) {
        this.connection = connection;
    }

    AngariumConnection connection() {
        return connection;
    }

    SharedConnection join() {
        if (users.getAndUpdate(now -> now == 0 ? 0 : now + 1) == 0) {
            throw new IllegalStateRuntimeException("the context's connection is being closed");
        }
        return this;
    }

    /** Counts a user less; true if that was the last one, who has to close the connection. */
    boolean leave() {
        return users.decrementAndGet() == 0;
    }

    /** Whether nobody else uses it. */
    boolean isLast() {
        return users.get() == 1;
    }
}
