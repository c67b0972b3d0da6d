package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Stamp;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** Fills a queue with a fixed number of messages of 1 KiB, by one producer. */
final class Supply {
    /** A property of every message: its sequence number modulo {@link #KINDS}, which is also the producer in its stamp. */
    static final String KIND = "kind";

    static final int KINDS = 10;
    static final int BYTES = 1024;

    private final Bench bench;
    private final String queue;

    Supply(Bench bench, String queue) {
        this.bench = bench;
        this.queue = queue;
    }

    /**
     * Persistent, in transactions.
     *
     * @param batch messages in each
     */
    void persistent(int run, int count, int batch) throws JMSException {
        fill(run, count, batch, DeliveryMode.PERSISTENT, false);
    }

    /** Non-persistent, with the property, in transactions all the same. */
    void kinds(int run, int count, int batch) throws JMSException {
        fill(run, count, batch, DeliveryMode.NON_PERSISTENT, true);
    }

    private void fill(int run, int count, int batch, int deliveryMode, boolean kinds) throws JMSException {
        byte[] body = new byte[BYTES];
        try (Connection connection = bench.endpoint().connect()) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            producer.setDeliveryMode(deliveryMode);
            for (int i = 0; i < count; i++) {
                int kind = kinds ? i % KINDS : 0;
                new Stamp(run, kind, kinds ? i / KINDS : i, System.nanoTime()).into(body);
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                if (kinds) {
                    message.setIntProperty(KIND, kind);
                }
                producer.send(message);
                if ((i + 1) % batch == 0) {
                    session.commit();
                }
            }
            session.commit();
        }
    }
}
