package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Asynchronous sends: section 7.3. */
class AsyncSendTest extends BrokerBased {

    /** Keeps what it was told, as text. */
    private static final class Record implements CompletionListener {
        final List<String> told = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onCompletion(Message message) {
            try {
                told.add(text(message));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onException(Message message, Exception exception) {
            told.add(exception.toString());
        }
    }

    @Test
    @Proves({"7.3.8-b", "7.3.4-a"})
    void completionsComeInTheOrderOfSendingAndCloseWaitsForThem() throws JMSException {
        for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
            Session session = connection().createSession();
            Queue queue = session.createQueue("orders");
            MessageProducer producer = session.createProducer(queue);
            producer.setDeliveryMode(mode);
            Record record = new Record();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                expected.add("message " + i);
                producer.send(session.createTextMessage("message " + i), record);
            }
            session.close();
            assertThat(record.told).isEqualTo(expected);
        }
    }

    @Test
    @Proves("7.3.4-b")
    void commitWaitsForCompletions() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        Record record = new Record();
        for (int i = 0; i < 100; i++) {
            producer.send(session.createTextMessage("message " + i), record);
        }
        session.commit();
        assertThat(record.told).hasSize(100);
        producer.send(session.createTextMessage("gone"), record);
        session.rollback();
        assertThat(record.told).hasSize(101);
    }

    @Test
    @Proves("7.3.4-c")
    void aCompletionListenerMayNotEndWhatCallsIt() throws Exception {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        producer.send(session.createTextMessage("one"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                tried(session::commit);
                tried(session::rollback);
                tried(session::close);
                tried(connection::close);
                tried(producer::close);
            }

            private void tried(AutoCloseable call) {
                try {
                    call.close();
                    outcome.add("nothing");
                } catch (Exception e) {
                    outcome.add(e.getClass());
                }
            }

            @Override
            public void onException(Message message, Exception exception) {
                outcome.add(exception);
            }
        });
        for (int i = 0; i < 5; i++) {
            assertThat(outcome.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(jakarta.jms.IllegalStateException.class);
        }
        session.commit();
    }

    @Test
    void completionsRunWhileAListenerOfTheSessionCommits() throws Exception {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue in = session.createQueue("in");
        MessageProducer out = session.createProducer(session.createQueue("out"));
        Record record = new Record();
        session.createConsumer(in).setMessageListener(message -> {
            try {
                out.send(session.createTextMessage("async"), record);
                session.commit();
                record.told.add("committed");
            } catch (JMSException e) {
                record.told.add(e.toString());
            }
        });
        Session feeder = connection.createSession();
        feeder.createProducer(in).send(feeder.createTextMessage("go"));
        org.awaitility.Awaitility.await().until(() -> record.told.size() == 2);
        assertThat(record.told).containsExactly("async", "committed");
    }

    @Test
    void aListenerIsRequired() throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        assertThatThrownBy(() -> producer.send(session.createMessage(), (CompletionListener) null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Proves("7.3.2-a")
    void outstandingSendsFailWhenTheBrokerIsLost() throws JMSException {
        Session session = mortal().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        Record record = new Record();
        AtomicInteger returned = new AtomicInteger();
        producer.send(session.createTextMessage("one"), record);
        returned.incrementAndGet();
        broker.stop();
        org.awaitility.Awaitility.await().until(() -> {
            try {
                producer.send(session.createTextMessage("two"), record);
                returned.incrementAndGet();
                return false;
            } catch (JMSException e) {
                return true;
            }
        });
        session.close();
        assertThat(record.told)
                .as("told of each send that returned, and of none that threw")
                .hasSize(returned.get());
    }
}
