package io.angarium.examples.frameworks.pooled;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.util.function.Consumer;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Sends and receives in pieces of work, each of which borrows from the pool; a connection that has failed does not go back into it. */
public final class PooledOrders implements AutoCloseable {
    private static final String QUEUE = "orders";

    private final JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();

    /** A pool of two connections, opened when they are wanted. */
    public PooledOrders(String url) {
        pool.setConnectionFactory(new AngariumConnectionFactory(url));
        pool.setMaxConnections(2);
        pool.setMaxSessionsPerConnection(20);
    }

    /** Sends one order; it is on the broker's disk when this returns. */
    public void send(String order) {
        try (JMSContext context = pool.createContext()) {
            context.createProducer().send(context.createQueue(QUEUE), order);
        }
    }

    /**
     * Takes one order, which is gone from the queue when this returns.
     *
     * @param handler does the work; what it throws puts the order back
     * @return whether there was one within a second
     */
    public boolean take(Consumer<Message> handler) {
        try (JMSContext context = pool.createContext(JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE))) {
            Message order = consumer.receive(1_000);
            if (order != null) {
                handler.accept(order);
                context.commit();
            }
            return order != null;
        }
    }

    @Override
    public void close() {
        pool.stop();
    }
}
