package io.angarium.server.crash;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An application that receives, as it would if no broker ever died. Used by one thread and that of its session. */
final class ChaosConsumer {
    private static final long A_WHILE = 50;

    private final String uri;
    private final ChaosBook book;
    private final String destination;
    private final String name = "consumer" + System.identityHashCode(this);

    ChaosConsumer(String uri, ChaosBook book, String destination) {
        this.uri = uri;
        this.book = book;
        this.destination = destination;
    }

    private MessageConsumer consumer(Session session) throws JMSException {
        return destination.equals("news")
                ? session.createSharedDurableConsumer(session.createTopic(destination), "readers")
                : session.createConsumer(session.createQueue(destination));
    }

    private Connection connect() throws JMSException {
        Connection connection = new AngariumConnectionFactory(uri).createConnection();
        connection.setExceptionListener(book::problem);
        connection.start();
        return connection;
    }

    void listen(BooleanSupplier goOn) {
        try (Connection connection = connect()) {
            consumer(connection.createSession()).setMessageListener(this::got);
            while (goOn.getAsBoolean()) {
                LockSupport.parkNanos(A_WHILE * 1_000_000);
            }
        } catch (JMSException e) {
            book.problem(e);
        }
    }

    private void got(Message message) {
        try {
            book.received(name, ((TextMessage) message).getText(), message.getJMSRedelivered());
        } catch (JMSException e) {
            book.problem(e);
        }
    }

    void receiveAndAcknowledge(BooleanSupplier goOn) {
        try (Connection connection = connect()) {
            MessageConsumer consumer = consumer(connection.createSession(Session.CLIENT_ACKNOWLEDGE));
            while (goOn.getAsBoolean()) {
                Message message = consumer.receive(A_WHILE);
                if (message != null) {
                    got(message);
                    message.acknowledge();
                }
            }
        } catch (JMSException e) {
            book.problem(e);
        }
    }

    void receiveInTransactions(BooleanSupplier goOn) {
        try (Connection connection = connect()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer consumer = consumer(session);
            while (goOn.getAsBoolean()) {
                List<Message> together = new ArrayList<>();
                for (Message m = consumer.receive(A_WHILE); m != null; m = consumer.receiveNoWait()) {
                    together.add(m);
                    if (together.size() == 10) {
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
        } catch (JMSException e) {
            book.problem(e);
        }
    }
}
