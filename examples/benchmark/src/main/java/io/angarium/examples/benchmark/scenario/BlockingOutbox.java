package io.angarium.examples.benchmark.scenario;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;

/** The send returns when the message is safe. */
final class BlockingOutbox implements Outbox {
    @Override
    public void send(MessageProducer producer, Message message, Confirmed confirmed) throws JMSException {
        producer.send(message);
        confirmed.accept(1);
    }

    @Override
    public void finish() {
        // nothing is on its way
    }
}
