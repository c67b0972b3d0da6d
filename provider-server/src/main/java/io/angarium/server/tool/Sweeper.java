package io.angarium.server.tool;

import io.angarium.wire.ErrorCode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Empties queues that a measurement has filled: with one request where the user has the role for it, else by taking what is in them, for which the
 * right to receive is enough. Owned by one thread.
 */
final class Sweeper implements AutoCloseable {
    private final ConnectOptions broker;
    private final CommonOptions common;
    private final ManagementClient management;
    private @Nullable Connection taker;

    Sweeper(ConnectOptions broker, CommonOptions common) {
        this.broker = broker;
        this.common = common;
        this.management = broker.manage(common);
    }

    /** Removes all that is in a queue. */
    void sweep(String queue) throws JMSException, InterruptedException {
        if (taker == null) {
            try {
                management.ask("queue.purge", Map.of("name", queue));
                return;
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NOT_AUTHORIZED) {
                    throw e;
                }
                taker = broker.connect(common);
                taker.start();
            }
        }
        take(taker, queue);
    }

    private static void take(Connection from, String queue) throws JMSException {
        try (Session session = from.createSession(Session.DUPS_OK_ACKNOWLEDGE);
                MessageConsumer consumer = ExistingQueue.open(session, queue, session::createConsumer)) {
            while (consumer.receiveNoWait() != null) {
                // it is gone
            }
        }
    }

    @Override
    public void close() throws JMSException {
        try {
            if (taker != null) {
                taker.close();
            }
        } finally {
            management.close();
        }
    }
}
