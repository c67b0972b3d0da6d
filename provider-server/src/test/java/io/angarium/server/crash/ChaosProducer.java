package io.angarium.server.crash;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** An application that sends, as it would if no broker ever died. Used by one thread. */
final class ChaosProducer {
    private static final int IN_FLIGHT = 100;

    private final String uri;
    private final ChaosBook book;
    private final String destination;
    private final String name;
    private int number;

    ChaosProducer(String uri, ChaosBook book, String destination, String name) {
        this.uri = uri;
        this.book = book;
        this.destination = destination;
        this.name = name;
    }

    private String next() {
        return name + "-" + number++;
    }

    private MessageProducer producer(Session session) throws JMSException {
        return session.createProducer(
                destination.equals("news") ? session.createTopic(destination) : session.createQueue(destination));
    }

    void sendAndWait(BooleanSupplier goOn) {
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = producer(session);
            while (goOn.getAsBoolean()) {
                String text = next();
                producer.send(session.createTextMessage(text));
                book.confirmed(destination, text);
            }
        } catch (JMSException e) {
            book.problem(e);
        }
    }

    void sendAsync(BooleanSupplier goOn) {
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = producer(session);
            while (goOn.getAsBoolean()) {
                inFlight.acquireUninterruptibly();
                producer.send(session.createTextMessage(next()), new Completion(inFlight));
            }
            inFlight.acquireUninterruptibly(IN_FLIGHT);
        } catch (JMSException e) {
            book.problem(e);
        }
    }

    private final class Completion implements CompletionListener {
        private final Semaphore inFlight;

        Completion(Semaphore inFlight) {
            this.inFlight = inFlight;
        }

        @Override
        public void onCompletion(Message message) {
            try {
                book.confirmed(destination, ((TextMessage) message).getText());
            } catch (JMSException e) {
                book.problem(e);
            }
            inFlight.release();
        }

        @Override
        public void onException(Message message, Exception exception) {
            book.problem(exception);
            inFlight.release();
        }
    }

    void sendInTransactions(BooleanSupplier goOn) {
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = producer(session);
            while (goOn.getAsBoolean()) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    texts.add(next());
                }
                sendTogether(session, producer, texts);
            }
        } catch (JMSException e) {
            book.problem(e);
        }
    }

    /** What was rolled back is sent again, the same messages: each must come once. */
    private void sendTogether(Session session, MessageProducer producer, List<String> texts) throws JMSException {
        boolean committed = false;
        while (!committed) {
            try {
                for (String text : texts) {
                    producer.send(session.createTextMessage(text));
                }
                session.commit();
                committed = true;
            } catch (TransactionRolledBackException e) {
                book.rolledBack();
            }
        }
        texts.forEach(text -> book.confirmed(destination, text));
    }
}
