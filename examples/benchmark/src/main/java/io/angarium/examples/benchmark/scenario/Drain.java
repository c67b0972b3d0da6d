package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Stamp;
import io.angarium.examples.benchmark.measure.Tally;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;

/** Empties a queue of a known number of messages by one consumer in transactions. Owned by one thread. */
final class Drain implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Connection connection;
    private final Session session;
    private final MessageConsumer consumer;
    private final byte[] body = new byte[Supply.BYTES];
    private int open;

    Drain(Bench bench, String queue) throws JMSException {
        this.connection = bench.endpoint().connect();
        this.session = connection.createSession(Session.SESSION_TRANSACTED);
        this.consumer = session.createConsumer(session.createQueue(queue));
        connection.start();
    }

    /**
     * Takes so many.
     *
     * @param batch messages in each transaction
     * @throws BenchmarkException if they do not come
     */
    void take(Tally tally, int count, int batch) throws JMSException {
        for (int i = 0; i < count; i++) {
            Message message = consumer.receive(PATIENCE_MILLIS);
            if (!(message instanceof BytesMessage bytes) || bytes.readBytes(body) != body.length) {
                throw new BenchmarkException("after " + i + " of " + count + " messages came " + message);
            }
            tally.take(Stamp.of(body));
            open++;
            if (open >= batch) {
                commit();
            }
        }
    }

    void commit() throws JMSException {
        session.commit();
        open = 0;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
