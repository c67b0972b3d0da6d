package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 6.2: sessions, transactions, acknowledgement and what comes again. */
class Section6_2SessionsTest extends WithBroker {
    private static final long MOMENT = 100;

    private Connection connection;
    private Session session;
    private Queue queue;
    private MessageProducer producer;

    @BeforeEach
    void open() throws JMSException {
        connection = started();
        session = connection.createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
    }

    private void send(int from, int to) throws JMSException {
        for (int i = from; i <= to; i++) {
            producer.send(session.createTextMessage("" + i));
        }
    }

    private static void assertGot(Message message, String text, int count) throws JMSException {
        assertThat(text(message)).isEqualTo(text);
        assertThat(message.getJMSRedelivered()).isEqualTo(count > 1);
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
    }

    private static void illegalState(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
    }

    /** What the next consumer of the queue gets. */
    private String left() throws JMSException {
        try (Connection other = factory().createConnection()) {
            other.start();
            return receive(other.createSession().createConsumer(queue));
        }
    }

    private void assertNothingIsLeft() throws JMSException {
        try (Connection other = factory().createConnection()) {
            other.start();
            assertThat(text(other.createSession().createConsumer(queue).receiveNoWait()))
                    .isNull();
        }
    }

    @Test
    @Proves("6.2.1-a")
    void aSessionHasSeveralProducersAndConsumers() throws JMSException {
        Queue other = session.createQueue("other");
        MessageProducer second = session.createProducer(other);
        MessageConsumer one = session.createConsumer(queue);
        MessageConsumer two = session.createConsumer(other);
        second.send(session.createTextMessage("to the other"));
        producer.send(session.createTextMessage("to orders"));
        assertThat(receive(two)).isEqualTo("to the other");
        assertThat(receive(one)).isEqualTo("to orders");
    }

    @Test
    @Proves("6.2.4-a")
    void aMessageIsSentByAnySession() throws JMSException {
        Session maker = connection().createSession();
        TextMessage message = maker.createTextMessage("made elsewhere");
        producer.send(message);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("made elsewhere");
        try (JMSContext context = factory().createContext()) {
            context.createProducer().send(queue, message);
            producer.send(context.createTextMessage("made by a context"));
        }
        assertThat(receive(consumer)).isEqualTo("made elsewhere");
        assertThat(receive(consumer)).isEqualTo("made by a context");
    }

    @Test
    @Proves("6.2.5-a")
    void closeMayComeFromAnotherThread() throws JMSException {
        Session waiting = connection.createSession();
        MessageConsumer ofConsumer = waiting.createConsumer(queue);
        Threads.Call<Message> first = Threads.call(ofConsumer::receive).stillRuns("nothing is there");
        ofConsumer.close();
        assertThat(first.result()).isNull();
        MessageConsumer ofSession = waiting.createConsumer(queue);
        Threads.Call<Message> second = Threads.call(ofSession::receive).stillRuns("nothing is there");
        waiting.close();
        assertThat(second.result()).isNull();
        MessageConsumer ofConnection = session.createConsumer(queue);
        Threads.Call<Message> third = Threads.call(ofConnection::receive).stillRuns("nothing is there");
        connection.close();
        assertThat(third.result()).isNull();
    }

    @Test
    @Proves({"6.2.6-a", "6.2.6-b"})
    void aContextTakesASecondListenerWhileItRunsAndMakesContextsForOtherThreads() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (JMSContext context = factory().createContext()) {
            MessageListener listener = message -> {
                try {
                    heard.add(text(message));
                } catch (JMSException e) {
                    heard.add(e.toString());
                }
            };
            context.createConsumer(queue).setMessageListener(listener);
            send(1, 1);
            assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("1");
            Queue other = session.createQueue("other");
            context.createConsumer(other).setMessageListener(listener);
            session.createProducer(other).send(session.createTextMessage("second"));
            assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("second");
            Threads.Call<String> elsewhere = Threads.call(() -> {
                try (JMSContext child = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                    child.createProducer().send(queue, "by the child");
                    return "sent";
                }
            });
            assertThat(elsewhere.result()).isEqualTo("sent");
            assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("by the child");
        }
    }

    @Test
    @Proves({"6.2.7-a", "6.2.7-c", "6.2.7-d", "6.2.10-a", "6.2.9-c"})
    void aCommitSendsAllAndAcknowledgesAllAndBeginsTheNext() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        Queue out = session.createQueue("out");
        MessageProducer sending = transacted.createProducer(out);
        MessageConsumer receiving = transacted.createConsumer(queue);
        MessageConsumer watching = session.createConsumer(out);
        for (int round = 0; round < 3; round++) {
            send(1, 2);
            assertThat(receive(receiving)).isEqualTo("1");
            assertThat(receive(receiving)).isEqualTo("2");
            for (int i = 1; i <= 3; i++) {
                sending.send(transacted.createTextMessage(round + "." + i));
            }
            assertThat(watching.receive(MOMENT)).as("not committed").isNull();
            transacted.commit();
            for (int i = 1; i <= 3; i++) {
                assertThat(receive(watching)).isEqualTo(round + "." + i);
            }
            transacted.rollback();
            assertThat(receiving.receiveNoWait())
                    .as("acknowledged by the commit")
                    .isNull();
        }
        transacted.close();
        assertNothingIsLeft();
    }

    @Test
    @Proves({"6.2.7-b", "6.2.7-c", "6.2.10-a", "3.4.7-a", "3.5.11-a", "3.5.11-b"})
    void aRollbackDropsWhatWasSentAndBringsBackWhatWasReceived() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        Queue out = session.createQueue("out");
        MessageProducer sending = transacted.createProducer(out);
        MessageConsumer receiving = transacted.createConsumer(queue);
        send(1, 2);
        for (int count = 1; count <= 3; count++) {
            assertGot(receiving.receive(SOON), "1", count);
            assertGot(receiving.receive(SOON), "2", count);
            sending.send(transacted.createTextMessage("dropped"));
            transacted.rollback();
        }
        assertGot(receiving.receive(SOON), "1", 4);
        sending.send(transacted.createTextMessage("kept"));
        transacted.commit();
        MessageConsumer watching = session.createConsumer(out);
        assertThat(receive(watching)).isEqualTo("kept");
        assertThat(watching.receiveNoWait()).isNull();
        assertGot(receiving.receive(SOON), "2", 4);
    }

    @Test
    @Proves({"6.2.10-b", "6.2.11-a"})
    void inAutomaticModeWhatReceiveReturnedIsAcknowledged() throws JMSException {
        Connection first = started();
        MessageConsumer consumer = first.createSession().createConsumer(queue);
        send(1, 3);
        assertThat(receive(consumer)).isEqualTo("1");
        assertThat(receive(consumer)).isEqualTo("2");
        first.close();
        assertThat(left()).isEqualTo("3");
        assertNothingIsLeft();
    }

    @Test
    @Proves({"6.2.10-c", "9.1-a", "6.2.11-b"})
    void inAutomaticModeAMessageIsAcknowledgedWhenItsListenerHasReturned() throws Exception {
        Connection first = started();
        BlockingQueue<String> inside = new LinkedBlockingQueue<>();
        CountDownLatch leave = new CountDownLatch(1);
        first.createSession().createConsumer(queue).setMessageListener(message -> {
            try {
                inside.add(text(message));
                if (text(message).equals("2")) {
                    leave.await(SOON, TimeUnit.MILLISECONDS);
                }
            } catch (JMSException | InterruptedException e) {
                inside.add(e.toString());
            }
        });
        send(1, 2);
        assertThat(inside.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("1");
        assertThat(inside.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("2");
        Session same = first.createSession(); // what it sends is on disk behind the acknowledgement of 1
        same.createProducer(session.createQueue("other")).send(same.createMessage());
        killBroker();
        leave.countDown();
        try (Connection after = factory().createConnection()) {
            after.start();
            MessageConsumer consumer = after.createSession().createConsumer(queue);
            assertGot(consumer.receive(SOON), "2", 2);
            assertThat(consumer.receive(MOMENT)).as("1 was acknowledged").isNull();
        }
    }

    @Test
    @Proves({"6.2.10-d", "6.2.10-f", "6.2.10-g", "3.4.7-a"})
    void acknowledgeCoversAllThatTheSessionDeliveredAndRecoverTheRest() throws JMSException {
        Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue other = session.createQueue("other");
        session.createProducer(other).send(session.createTextMessage("of the other"));
        send(1, 4);
        MessageConsumer consumer = acknowledging.createConsumer(queue);
        MessageConsumer ofOther = acknowledging.createConsumer(other);
        Message first = consumer.receive(SOON);
        assertGot(ofOther.receive(SOON), "of the other", 1);
        assertGot(consumer.receive(SOON), "2", 1);
        first.acknowledge();
        for (int count = 1; count <= 3; count++) {
            assertGot(consumer.receive(SOON), "3", count);
            assertGot(consumer.receive(SOON), "4", count);
            acknowledging.recover();
        }
        assertThat(ofOther.receiveNoWait()).as("acknowledged with the first").isNull();
        acknowledging.close();
        assertThat(left()).isEqualTo("3");
        assertThat(left()).isEqualTo("4");
        assertNothingIsLeft();
    }

    @Test
    @Proves("6.2.10-e")
    void inDupsOkModeMessagesAreAcknowledgedInTheEnd() throws JMSException {
        Connection first = started();
        MessageConsumer consumer =
                first.createSession(Session.DUPS_OK_ACKNOWLEDGE).createConsumer(queue);
        send(1, 50);
        for (int i = 1; i <= 49; i++) {
            assertThat(receive(consumer)).isEqualTo("" + i);
        }
        first.close();
        assertThat(left()).isEqualTo("50");
        assertNothingIsLeft();
    }

    @Test
    @Proves({"3.6-a", "JMSContext-c"})
    void acknowledgeMeansNothingInTheOtherModes() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        send(1, 2);
        MessageConsumer consumer = transacted.createConsumer(queue);
        consumer.receive(SOON).acknowledge();
        transacted.rollback();
        assertGot(consumer.receive(SOON), "1", 2);
        transacted.commit();
        transacted.close();
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Session automatic = connection.createSession(mode);
            send(3, 3);
            automatic.createConsumer(queue).receive(SOON).acknowledge();
            automatic.close();
        }
        session.createMessage().acknowledge();
        assertThat(left()).isEqualTo("3");
        for (int mode : new int[] {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED}) {
            try (JMSContext context = factory().createContext(mode)) {
                send(4, 4);
                JMSConsumer receiving = context.createConsumer(queue);
                assertThat(receiving.receiveBody(String.class, SOON)).isEqualTo("4");
                context.acknowledge();
            }
        }
        assertThat(left()).as("the transaction was rolled back").isEqualTo("4");
        try (JMSContext context = factory().createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            send(5, 7);
            JMSConsumer receiving = context.createConsumer(queue);
            assertThat(receiving.receiveBody(String.class, SOON)).isEqualTo("5");
            assertThat(receiving.receiveBody(String.class, SOON)).isEqualTo("6");
            context.acknowledge();
        }
        assertThat(left()).isEqualTo("7");
    }

    @Test
    @Proves("3.10-c")
    void aChangedMessageComesAgainAsItWas() throws JMSException {
        Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        TextMessage sent = session.createTextMessage("as it was");
        sent.setIntProperty("number", 1);
        sent.setJMSType("type");
        producer.send(sent);
        MessageConsumer consumer = acknowledging.createConsumer(queue);
        TextMessage changed = (TextMessage) consumer.receive(SOON);
        changed.clearBody();
        changed.clearProperties();
        changed.setText("changed");
        changed.setIntProperty("number", 2);
        changed.setJMSType("other");
        acknowledging.recover();
        TextMessage again = (TextMessage) consumer.receive(SOON);
        assertGot(again, "as it was", 2);
        assertThat(again.getIntProperty("number")).isEqualTo(1);
        assertThat(again.getJMSType()).isEqualTo("type");
    }

    @Test
    @Proves({"2.14-b", "6.2.13-a"})
    void aSessionRunsOneListenerAtATime() throws Exception {
        Session listening = connection.createSession();
        AtomicInteger inside = new AtomicInteger();
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        MessageListener listener = message -> {
            seen.add(inside.incrementAndGet());
            Thread.yield();
            inside.decrementAndGet();
        };
        connection.stop();
        for (int i = 0; i < 3; i++) {
            Queue each = session.createQueue("queue " + i);
            listening.createConsumer(each).setMessageListener(listener);
            MessageProducer sending = session.createProducer(each);
            sending.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            for (int j = 0; j < 50; j++) {
                sending.send(session.createMessage());
            }
        }
        connection.start();
        for (int i = 0; i < 150; i++) {
            assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(1);
        }
    }

    @Test
    @Proves("6.2.14-a")
    void listenersOfTwoSessionsRunAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        BlockingQueue<Boolean> met = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            Queue each = session.createQueue("queue " + i);
            connection.createSession().createConsumer(each).setMessageListener(message -> {
                both.countDown();
                try {
                    met.add(both.await(SOON, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    met.add(false);
                }
            });
            session.createProducer(each).send(session.createMessage());
        }
        assertThat(met.poll(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(met.poll(SOON, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    @Proves({"6.2.15-c", "6.2.15-f", "6.1.8-l"})
    void aClosedSessionAndAllThatIsItsCannotBeUsed() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        QueueBrowser browser = session.createBrowser(queue);
        Message message = session.createMessage();
        session.close();
        illegalState(
                session::createMessage,
                session::createBytesMessage,
                session::createMapMessage,
                session::createObjectMessage,
                session::createStreamMessage,
                session::createTextMessage,
                session::getTransacted,
                session::getAcknowledgeMode,
                session::recover,
                session::commit,
                session::rollback,
                () -> session.createQueue("x"),
                () -> session.createTopic("x"),
                () -> session.createProducer(queue),
                () -> session.createConsumer(queue),
                () -> session.createBrowser(queue),
                session::createTemporaryQueue,
                () -> session.unsubscribe("x"),
                () -> producer.send(message),
                () -> producer.setTimeToLive(1),
                producer::getDestination,
                consumer::receive,
                consumer::getMessageListener,
                () -> consumer.setMessageListener(null),
                browser::getEnumeration,
                browser::getQueue);
        for (AutoCloseable closed : List.of(browser, consumer, producer, session, session)) {
            closed.close();
        }
    }

    @Test
    @Proves({"6.2.15-d", "6.2.15-e", "6.2-b"})
    void closingASessionRollsBackAndAcknowledgesNothing() throws JMSException {
        for (int mode : new int[] {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE}) {
            Session ending = connection.createSession(mode);
            send(1, 1);
            assertGot(ending.createConsumer(queue).receive(SOON), "1", 1);
            Queue out = session.createQueue("out " + mode);
            ending.createProducer(out).send(ending.createTextMessage("sent"));
            ending.close();
            MessageConsumer next = session.createConsumer(queue);
            assertGot(next.receive(SOON), "1", 2);
            next.close();
            String expected = mode == Session.SESSION_TRANSACTED ? null : "sent";
            assertThat(text(session.createConsumer(out).receiveNoWait())).isEqualTo(expected);
        }
    }

    @Test
    @Proves({"10.3-a", "Session-b"})
    void commitAndRecoverBelongToTheirModes() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        illegalState(session::commit, session::rollback, transacted::recover);
        try (JMSContext automatic = factory().createContext();
                JMSContext inTransaction = factory().createContext(JMSContext.SESSION_TRANSACTED)) {
            assertThatThrownBy(automatic::commit).isInstanceOf(IllegalStateRuntimeException.class);
            assertThatThrownBy(automatic::rollback).isInstanceOf(IllegalStateRuntimeException.class);
            assertThatThrownBy(inTransaction::recover).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }
}
