package io.angarium.server.twophase;

import io.angarium.jms.AngariumXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.XASession;
import jakarta.transaction.TransactionManager;

/** Sends messages with names of their own, each with a row. */
final class WitnessSender extends WitnessThread {
    private int number;

    WitnessSender(String name, AngariumXAConnectionFactory broker, TransactionManager transactions, Store store) {
        super(name, broker, transactions, store);
    }

    @Override
    Work open(XASession session) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
        return rows -> {
            if (ending()) {
                return false;
            }
            String name = getName() + "-" + number++;
            WitnessTable.add(rows, name, WitnessTable.Deed.SENT);
            producer.send(session.createTextMessage(name));
            return true;
        };
    }
}
