package io.angarium.examples.demo;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/**
 * Takes orders from the queue, reports each, and acknowledges a few at a time, after they were reported. If the broker dies in between,
 * those that were not acknowledged come back with JMSRedelivered set, perhaps to the other consumer. There is no code here for that.
 *
 * <p>Argument: address of the broker. It ends when its standard input ends.
 */
public final class OrderConsumer {
    private static final long IDLE_MILLIS = 100;
    private static final int ORDERS_PER_ACKNOWLEDGE = 20;

    private final CountDownLatch stopped;
    private final Reports reports = new Reports();

    private OrderConsumer(CountDownLatch stopped) {
        this.stopped = stopped;
    }

    /** See the class comment. */
    public static void main(String[] args) throws JMSException {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread watch = new Thread(() -> awaitEndOfInput(stopped), "stdin");
        watch.setDaemon(true);
        watch.start();
        try (Connection connection = new AngariumConnectionFactory(args[0]).createConnection()) {
            new OrderConsumer(stopped).consume(connection);
        }
    }

    private void consume(Connection connection) throws JMSException {
        reports.watch(connection);
        connection.start();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(OrderProducer.QUEUE));
        while (stopped.getCount() > 0) {
            takeSome(consumer);
        }
        reports.flush();
    }

    private void takeSome(MessageConsumer consumer) throws JMSException {
        Message last = null;
        for (int i = 0; i < ORDERS_PER_ACKNOWLEDGE; i++) {
            Message message = consumer.receive(IDLE_MILLIS);
            if (message == null) {
                break;
            }
            reports.got(
                    message.getIntProperty(OrderProducer.ORDER),
                    message.getJMSRedelivered(),
                    message.getJMSMessageID());
            last = message;
        }
        if (last != null) {
            reports.flush();
            last.acknowledge(); // this one and all before it on this session
        }
    }

    private static void awaitEndOfInput(CountDownLatch stopped) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("standard input failed: " + e.getMessage());
        } finally {
            stopped.countDown();
        }
    }
}
