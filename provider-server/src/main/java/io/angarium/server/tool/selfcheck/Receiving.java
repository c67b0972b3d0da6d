package io.angarium.server.tool.selfcheck;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;

/** A consumer of one destination. */
abstract class Receiving extends Application {
    private final Place place;

    Receiving(String name, Place place, Connector connector, Book book) {
        super(name, connector, book);
        this.place = place;
    }

    final MessageConsumer consumer(Session session) throws JMSException {
        return place.consumer(session);
    }

    final void got(Message message) {
        try {
            book.received(name, message);
        } catch (JMSException e) {
            book.problem(name, e);
        }
    }

    /** A listener in AUTO_ACKNOWLEDGE. */
    static final class Listening extends Receiving {
        Listening(String name, Place place, Connector connector, Book book) {
            super(name, place, connector, book);
        }

        @Override
        void work(Connection connection) throws JMSException {
            consumer(connection.createSession()).setMessageListener(this::got);
            while (!ending()) {
                pause(A_WHILE);
            }
        }
    }

    /** Receives and acknowledges, in CLIENT_ACKNOWLEDGE. */
    static final class Acknowledging extends Receiving {
        Acknowledging(String name, Place place, Connector connector, Book book) {
            super(name, place, connector, book);
        }

        @Override
        void work(Connection connection) throws JMSException {
            MessageConsumer consumer = consumer(connection.createSession(Session.CLIENT_ACKNOWLEDGE));
            while (!ending()) {
                Message message = consumer.receive(A_WHILE);
                if (message != null) {
                    got(message);
                    message.acknowledge();
                }
            }
        }
    }

    /** Receives up to ten in a transaction; what was rolled back has not been received. */
    static final class Transacted extends Receiving {
        private static final int TOGETHER = 10;

        Transacted(String name, Place place, Connector connector, Book book) {
            super(name, place, connector, book);
        }

        @Override
        void work(Connection connection) throws JMSException {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session);
            while (!ending()) {
                List<Message> together = new ArrayList<>();
                for (Message m = consumer.receive(A_WHILE); m != null; m = consumer.receiveNoWait()) {
                    together.add(m);
                    if (together.size() == TOGETHER) {
                        break;
                    }
                }
                try {
                    session.commit();
                    together.forEach(this::got);
                } catch (TransactionRolledBackException e) {
                    book.rolledBack();
                }
            }
        }
    }
}
