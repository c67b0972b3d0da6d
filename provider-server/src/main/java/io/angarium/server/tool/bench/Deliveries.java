package io.angarium.server.tool.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Producers and listeners at once: an operation is a message received. */
final class Deliveries implements LiveLoad {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Feeder> feeders = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Spectrum spectrum;
    private final int copies;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong strange = new AtomicLong();
    private final long begun = System.nanoTime();

    Deliveries(ProducerLoad.Connector connector, LiveBench.Shape shape, Spectrum spectrum) throws JMSException {
        this.spectrum = spectrum;
        this.copies = shape.topic() ? shape.consumers() : 1;
        for (int i = 0; i < shape.consumers(); i++) {
            Connection connection = connector.connect();
            connections.add(connection);
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            byte[] body = new byte[Math.max(Feeder.LEAST_BYTES, shape.bodyBytes())];
            session.createConsumer(
                            shape.topic() ? session.createTopic(shape.queue()) : session.createQueue(shape.queue()))
                    .setMessageListener(message -> take(message, body));
            connection.start();
        }
        for (int i = 0; i < shape.producers(); i++) {
            feeders.add(new Feeder(connector, shape, ignored -> sent.incrementAndGet()));
        }
    }

    private void take(Message message, byte[] body) {
        try {
            if (message instanceof BytesMessage bytes && bytes.readBytes(body) == body.length) {
                long due = ByteBuffer.wrap(body).getLong(0);
                if (due - begun < 0) { // of an earlier load, or not of a load at all
                    strange.incrementAndGet();
                } else {
                    spectrum.add(System.nanoTime() - due);
                    received.incrementAndGet();
                }
            } else {
                strange.incrementAndGet();
            }
        } catch (JMSException e) {
            throw new BenchException("a message could not be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Callable<Long>> workers(Running running) {
        return feeders.stream()
                .<Callable<Long>>map(feeder -> () -> feeder.run(running, () -> sent.get() - received.get() / copies))
                .toList();
    }

    @Override
    public void settle(long done) {
        long expected = done * copies;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (received.get() < expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (received.get() != expected || strange.get() > 0) {
            throw new BenchException(received.get() + " messages of this load and " + strange.get()
                    + " others were received where " + expected + " were due; does somebody else use this queue?");
        }
    }

    @Override
    public void close() throws JMSException {
        for (Feeder feeder : feeders) {
            feeder.close();
        }
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
