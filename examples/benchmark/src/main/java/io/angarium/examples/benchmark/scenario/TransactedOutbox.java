package io.angarium.examples.benchmark.scenario;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** Some messages, then a commit. */
final class TransactedOutbox implements Outbox {
    private final Session session;
    private final int batch;
    private int open;

    TransactedOutbox(Session session, int batch) {
        this.session = session;
        this.batch = batch;
    }

    @Override
    public void send(MessageProducer producer, Message message, Confirmed confirmed) throws JMSException {
        producer.send(message);
        open++;
        if (open == batch) {
            session.commit();
            confirmed.accept(open);
            open = 0;
        }
    }

    @Override
    public void finish() throws JMSException {
        session.commit();
        open = 0;
    }
}
