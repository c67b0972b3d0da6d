package io.angarium.examples.frameworks.spring;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jms.connection.DelegatingConnectionFactory;

/** Waits for a broker that is away, for those who ask for a connection only once. Any thread. */
final class PatientConnectionFactory extends DelegatingConnectionFactory implements DisposableBean {
    private static final long PAUSE_MILLIS = 500;

    private final CountDownLatch closed = new CountDownLatch(1);

    PatientConnectionFactory(ConnectionFactory broker) {
        setTargetConnectionFactory(broker);
    }

    @Override
    public Connection createConnection() throws JMSException {
        while (true) {
            try {
                return super.createConnection();
            } catch (JMSException away) {
                if (endedWhileWaiting()) {
                    throw away;
                }
            }
        }
    }

    private boolean endedWhileWaiting() {
        try {
            return closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The application ends. */
    @Override
    public void destroy() {
        closed.countDown();
    }
}
