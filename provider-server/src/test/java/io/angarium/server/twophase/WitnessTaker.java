package io.angarium.server.twophase;

import io.angarium.jms.AngariumXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.XASession;
import jakarta.transaction.TransactionManager;

/** Takes messages, each with a row; ends where there are none. */
final class WitnessTaker extends WitnessThread {
    private static final long A_WHILE = 200;

    WitnessTaker(String name, AngariumXAConnectionFactory broker, TransactionManager transactions, Store store) {
        super(name, broker, transactions, store);
    }

    @Override
    Work open(XASession session) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
        return rows -> {
            Message message = consumer.receive(A_WHILE);
            if (message == null) {
                return false;
            }
            WitnessTable.add(rows, message.getBody(String.class), WitnessTable.Deed.TAKEN);
            return true;
        };
    }
}
