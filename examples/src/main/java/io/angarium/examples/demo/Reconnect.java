package io.angarium.examples.demo;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Connecting again after the broker was gone. An application has to do this by itself as long as the client does not: when the broker
 * dies, every call on the old connection fails, so the application opens a new one, and with it new sessions, producers and consumers.
 */
final class Reconnect {
    private static final long PAUSE_MILLIS = 50;

    private final ConnectionFactory factory;
    private final long patienceMillis;
    private final CountDownLatch stopped;

    /**
     * @param patienceMillis how long the broker may be away
     * @param stopped ends the waiting early
     */
    Reconnect(ConnectionFactory factory, long patienceMillis, CountDownLatch stopped) {
        this.factory = factory;
        this.patienceMillis = patienceMillis;
        this.stopped = stopped;
    }

    /**
     * A started connection, as soon as the broker answers.
     *
     * @throws JMSException the last failure, if the broker stays away for too long
     */
    Connection connect() throws JMSException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (true) {
            try {
                Connection connection = factory.createConnection();
                connection.start();
                return connection;
            } catch (JMSException e) {
                if (System.nanoTime() >= deadline || stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }
}
