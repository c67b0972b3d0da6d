package io.angarium.server.conformance;

import static io.angarium.server.conformance.Threads.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous send: section 7.3. */
class AsyncSendRulesTest extends WithBroker {

    /** Keeps what it is told, and by how many threads at a time. */
    private static final class Told implements CompletionListener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        volatile Threads.Action action = () -> {};
        volatile Thread thread;

        @Override
        public void onCompletion(Message message) {
            tell(message, "sent ");
        }

        @Override
        public void onException(Message message, Exception exception) {
            tell(message, "failed ");
        }

        private void tell(Message message, String how) {
            thread = Thread.currentThread();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                action.run();
                events.add(how + ((TextMessage) message).getText());
            } catch (Exception e) {
                events.add(how + " but " + e);
            } finally {
                inside.decrementAndGet();
            }
        }

        void await(int count) {
            Awaitility.await().atMost(Duration.ofMillis(SOON)).until(() -> events.size() >= count);
        }
    }

    private static List<String> numbered(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> prefix + i).toList();
    }

    @Test
    @Proves({"7.3-a", "7.3.1-a"})
    void noListenerHearsOfASuccessThatTheDiskHasNotConfirmed() throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        Told told = new Told();
        disk.faults().freezeForces();
        producer.send(session.createTextMessage("1"), told);
        Awaitility.await().until(() -> disk.faults().frozenForces() > 0);
        assertThat(told.events).isEmpty();
        disk.faults().releaseForces();
        told.await(1);
        assertThat(told.events).containsExactly("sent 1");
    }

    @Test
    @Proves("7.3.8-b")
    void callbacksComeInTheOrderOfSendingThoughModesAndProducersDiffer() throws JMSException {
        Session session = connection().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer persistent = session.createProducer(queue);
        MessageProducer volatileOne = session.createProducer(null);
        volatileOne.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        Told told = new Told();
        for (int i = 0; i < 200; i++) {
            if (i % 3 == 0) {
                volatileOne.send(queue, session.createTextMessage("" + i), told);
            } else {
                persistent.send(session.createTextMessage("" + i), told);
            }
        }
        session.close();
        assertThat(told.events).isEqualTo(numbered("sent ", 0, 200));
        assertThat(told.most.get()).as("callbacks at a time").isEqualTo(1);
        assertThat(told.thread).isNotSameAs(Thread.currentThread());
    }

    @Test
    @Proves("7.3.3-a")
    void synchronousAndAsynchronousSendsOfOneProducerArriveInTheirOrder() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        Told told = new Told();
        for (int i = 0; i < 60; i++) {
            if (i % 2 == 0) {
                producer.send(session.createTextMessage("" + i), told);
            } else {
                producer.send(session.createTextMessage("" + i));
            }
        }
        MessageConsumer consumer = session.createConsumer(queue);
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            received.add(receive(consumer));
        }
        assertThat(received).isEqualTo(numbered("", 0, 60));
        told.await(30);
    }

    @ParameterizedTest
    @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
    void everySendIsToldOfExactlyOnceThoughItsDestinationVanishes(int mode) throws JMSException {
        TemporaryQueue target = connection().createSession().createTemporaryQueue();
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(null);
        producer.setDeliveryMode(mode);
        Told told = new Told();
        List<String> thrown = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            if (i == 200) {
                told.await(200);
                target.delete();
            }
            try {
                producer.send(target, session.createTextMessage("" + i), told);
                sent.add("" + i);
            } catch (JMSException e) {
                thrown.add("" + i);
            }
        }
        session.close();
        List<String> heard = told.events.stream()
                .map(event -> event.substring(event.indexOf(' ') + 1))
                .toList();
        assertThat(heard).as("in their order, each once").isEqualTo(sent);
        assertThat(told.events.subList(0, 200)).isEqualTo(numbered("sent ", 0, 200));
        assertThat(told.events.size() + thrown.size()).isEqualTo(400);
        assertThat(told.events.subList(200, told.events.size())).allMatch(event -> event.startsWith("failed "));
        assertThat(thrown.size() + told.events.size() - 200).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
    @Proves("7.3.2-b")
    void outstandingSendsFailOnceAndInOrderWhenTheConnectionIsLost(int mode) throws JMSException {
        Session session = connection("reconnect=false").createSession(mode);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        Told told = new Told();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        told.action = () -> {
            first.countDown();
            Threads.await(goOn);
        };
        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage("" + i), told);
        }
        Threads.await(first);
        broker.close();
        goOn.countDown();
        told.await(50);
        session.close();
        assertThat(told.events.stream().map(event -> event.substring(event.indexOf(' ') + 1)))
                .containsExactlyElementsOf(numbered("", 0, 50));
    }

    @Test
    void aCompletionListenerMayUseAndCloseOtherSessionsAndSendWithItsOwn() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        Session other = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer otherProducer = other.createProducer(queue);
        Told second = new Told();
        Told told = new Told();
        told.action = () -> {
            otherProducer.send(other.createTextMessage("by another session"));
            other.commit();
            otherProducer.close();
            other.close();
            producer.send(session.createTextMessage("from the callback"), second);
        };
        producer.send(session.createTextMessage("first"), told);
        told.await(1);
        second.await(1);
        assertThat(told.events).containsExactly("sent first");
        assertThat(second.events).containsExactly("sent from the callback");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(List.of(receive(consumer), receive(consumer), receive(consumer)))
                .containsExactlyInAnyOrder("first", "by another session", "from the callback");
    }

    @Test
    void aCompletionListenerMayCloseAnotherProducerAndAConsumerOfItsSession() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageProducer unused = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        Told told = new Told();
        told.action = () -> {
            unused.close();
            consumer.close();
        };
        producer.send(session.createTextMessage("first"), told);
        told.await(1);
        assertThat(told.events).containsExactly("sent first");
    }

    @Test
    @Proves("7.3.4-b")
    void rollbackWaitsForTheCallbacksAndTheirMessagesNeverWere() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        Told told = new Told();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        told.action = () -> {
            entered.countDown();
            Threads.await(leave);
        };
        producer.send(session.createTextMessage("gone"), told);
        Threads.await(entered);
        var rollback = run(session::rollback).stillRuns("rollback did not wait");
        leave.countDown();
        rollback.result();
        assertThat(told.events).containsExactly("sent gone");
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Proves("7.3.4-b")
    void commitWaitsForACallbackThatTakesLongerThanTheBrokerMay() throws JMSException {
        Connection connection = connection("callTimeout=1s");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        Told told = new Told();
        CountDownLatch leave = new CountDownLatch(1);
        told.action = () -> Threads.await(leave);
        producer.send(session.createTextMessage("slow"), told);
        var commit = run(session::commit);
        commit.stillRunsAfter(Duration.ofMillis(1500), "commit did not wait");
        leave.countDown();
        commit.result();
        assertThat(told.events).containsExactly("sent slow");
    }

    @Test
    @Proves("7.3.4-c")
    void aCompletionListenerMayNotCloseAProducerWhoseSendsAreNotComplete() throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        MessageProducer busy = session.createProducer(session.createQueue("others"));
        AtomicReference<Exception> refusal = new AtomicReference<>();
        Told told = new Told();
        CountDownLatch sent = new CountDownLatch(1);
        told.action = () -> {
            Threads.await(sent);
            try {
                busy.close();
            } catch (JMSException e) {
                refusal.set(e);
            }
        };
        Told later = new Told();
        producer.send(session.createTextMessage("first"), told);
        busy.send(session.createTextMessage("second"), later);
        sent.countDown();
        later.await(1);
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class);
        busy.close();
    }

    @Test
    @Proves("7.3.6-a")
    void theSendersMessageHasItsHeadersWhenTheCallbackComes() throws JMSException {
        Session session = connection().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(60_000);
        AtomicReference<Message> seen = new AtomicReference<>();
        TextMessage message = session.createTextMessage("one");
        Told told = new Told();
        producer.send(message, DeliveryMode.NON_PERSISTENT, 7, 60_000, new CompletionListener() {
            @Override
            public void onCompletion(Message sent) {
                seen.set(sent);
                told.onCompletion(sent);
            }

            @Override
            public void onException(Message sent, Exception exception) {
                told.onException(sent, exception);
            }
        });
        told.await(1);
        assertThat(seen.get()).isSameAs(message);
        assertThat(message.getJMSMessageID()).startsWith("ID:");
        assertThat(message.getJMSDestination()).isEqualTo(queue);
        assertThat(message.getJMSPriority()).isEqualTo(7);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSExpiration()).isEqualTo(message.getJMSTimestamp() + 60_000);
    }

    @Test
    void anErrorOrExceptionOfAListenerDoesNotKeepTheNextFromTheirTurn() throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        producer.send(session.createTextMessage("bad"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                throw new AssertionError("thrown on purpose");
            }

            @Override
            public void onException(Message message, Exception exception) {
                throw new AssertionError(exception);
            }
        });
        Told told = new Told();
        producer.send(session.createTextMessage("good"), told);
        session.close();
        assertThat(told.events).containsExactly("sent good");
    }

    @Test
    @Proves("7.3.4-c")
    void aCompletionListenerMayNotCloseItsOwnProducer() throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        AtomicReference<Exception> refusal = new AtomicReference<>();
        Told told = new Told();
        told.action = () -> {
            try {
                producer.close();
            } catch (JMSException e) {
                refusal.set(e);
            }
        };
        producer.send(session.createTextMessage("first"), told);
        told.await(1);
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class);
        producer.send(session.createTextMessage("second"));
    }
}
