package io.angarium.server.tool.selfcheck;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A producer of one destination. Each kind sends as fast as its consumers follow, up to a thousand in a second. */
abstract class Sending extends Application {
    private static final int MOST_MISSING = 2_000;

    final Stream stream;
    private final Place place;

    Sending(String name, Place place, Connector connector, Book book) {
        super(name, connector, book);
        this.place = place;
        stream = book.open(name, place.promise());
    }

    final MessageProducer producer(Session session) throws JMSException {
        return session.createProducer(place.in(session));
    }

    final Message message(Session session, int number) throws JMSException {
        Message message = session.createTextMessage("message " + number + " of " + name);
        book.stamp(message, name, number);
        return message;
    }

    /** Holds back while consumers are behind, and for a moment in any case. */
    final void hold() {
        pause(1);
        while (!ending() && stream.missing() > MOST_MISSING) {
            pause(20);
        }
    }

    /** Sends and waits for each message. */
    static final class Blocking extends Sending {
        Blocking(String name, Place place, Connector connector, Book book) {
            super(name, place, connector, book);
        }

        @Override
        void work(Connection connection) throws JMSException {
            Session session = connection.createSession();
            MessageProducer producer = producer(session);
            while (!ending()) {
                int number = stream.next();
                producer.send(message(session, number));
                stream.confirmed(number);
                hold();
            }
        }
    }

    /** Has up to a hundred sends on their way. */
    static final class Asynchronous extends Sending implements CompletionListener {
        private static final int IN_FLIGHT = 100;

        private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

        Asynchronous(String name, Place place, Connector connector, Book book) {
            super(name, place, connector, book);
        }

        @Override
        void work(Connection connection) throws JMSException {
            Session session = connection.createSession();
            MessageProducer producer = producer(session);
            while (!ending()) {
                inFlight.acquireUninterruptibly();
                producer.send(message(session, stream.next()), this);
                hold();
            }
            inFlight.acquireUninterruptibly(IN_FLIGHT);
        }

        @Override
        public void onCompletion(Message message) {
            try {
                stream.confirmed(Book.number(message));
            } catch (JMSException e) {
                book.problem(name, e);
            }
            inFlight.release();
        }

        @Override
        public void onException(Message message, Exception exception) {
            book.problem(name, exception);
            inFlight.release();
        }
    }

    /** Sends five in a transaction; what was rolled back it sends again, the same messages. */
    static final class Transacted extends Sending {
        private static final int TOGETHER = 5;

        Transacted(String name, Place place, Connector connector, Book book) {
            super(name, place, connector, book);
        }

        @Override
        void work(Connection connection) throws JMSException {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = producer(session);
            while (!ending()) {
                List<Integer> numbers = new ArrayList<>();
                for (int i = 0; i < TOGETHER; i++) {
                    numbers.add(stream.next());
                }
                while (!sent(session, producer, numbers)) {
                    book.rolledBack();
                }
                numbers.forEach(stream::confirmed);
                hold();
            }
        }

        private boolean sent(Session session, MessageProducer producer, List<Integer> numbers) throws JMSException {
            try {
                for (int number : numbers) {
                    producer.send(message(session, number));
                }
                session.commit();
                return true;
            } catch (TransactionRolledBackException e) {
                return false;
            }
        }
    }
}
