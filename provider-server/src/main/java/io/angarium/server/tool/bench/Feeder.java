package io.angarium.server.tool.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A producer with its connection; each body begins with the {@link System#nanoTime} of its send. Owned by one thread. */
final class Feeder implements AutoCloseable {
    /** Shortest body. */
    static final int LEAST_BYTES = Long.BYTES;
    /** So many messages may be sent and not received, so that a slow consumer's queue stays short. */
    private static final long AHEAD = 10_000;

    private static final int IN_FLIGHT = 1_000;
    private static final long WAIT_NANOS = 50_000;

    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;
    private final boolean asynchronous;
    private final LongConsumer duration;
    private final byte[] body;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * @param duration told how long each send took until it was confirmed
     */
    Feeder(ProducerLoad.Connector connector, LiveBench.Shape shape, LongConsumer duration) throws JMSException {
        this.connection = connector.connect();
        this.session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        Destination destination =
                shape.topic() ? session.createTopic(shape.queue()) : session.createQueue(shape.queue());
        this.producer = session.createProducer(destination);
        producer.setDeliveryMode(shape.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
        this.asynchronous = shape.asynchronous();
        this.duration = duration;
        this.body = new byte[Math.max(LEAST_BYTES, shape.bodyBytes())];
    }

    /**
     * Sends until it is over.
     *
     * @param behind how many of all messages sent so far have not been received
     * @return how many it has sent, all of them confirmed
     */
    long run(LiveLoad.Running running, LongSupplier behind) throws JMSException, InterruptedException {
        long sent = 0;
        while (running.goesOn()) {
            if (behind.getAsLong() > AHEAD) {
                LockSupport.parkNanos(WAIT_NANOS);
                continue;
            }
            send();
            sent++;
        }
        free.acquire(IN_FLIGHT);
        free.release(IN_FLIGHT);
        check();
        return sent;
    }

    private void send() throws JMSException, InterruptedException {
        long begin = System.nanoTime();
        ByteBuffer.wrap(body).putLong(0, begin);
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(body);
        if (!asynchronous) {
            producer.send(message);
            duration.accept(System.nanoTime() - begin);
            return;
        }
        free.acquire();
        check();
        producer.send(message, new CompletionListener() {
            @Override
            public void onCompletion(Message confirmed) {
                duration.accept(System.nanoTime() - begin);
                free.release();
            }

            @Override
            public void onException(Message refused, Exception cause) {
                failure.compareAndSet(null, cause);
                free.release();
            }
        });
    }

    private void check() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new BenchException("a send was refused: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
