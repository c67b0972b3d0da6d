package io.angarium.jms.context;

import io.angarium.jms.session.AngariumConnection;
import jakarta.jms.JMSException;
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
        users.incrementAndGet();
        return this;
    }

    /** Closes the connection after its last user. */
    void leave() throws JMSException {
        if (users.decrementAndGet() == 0) {
            connection.close();
        }
    }

    /** Whether nobody else uses it. */
    boolean isLast() {
        return users.get() == 1;
    }
}
