package io.angarium.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.testing.Proves;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.TransactionFrame;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which frames a send is, what it waits for, and where its refusal goes. */
class SendingTest extends FakeBrokerBased {

    private static ProducerFrame.Send send(Object frame) {
        return frame instanceof ProducerFrame.Send send ? send : null;
    }

    @Test
    void sendsOfASessionAreNumberedWithoutGapsOverAllItsProducers() throws JMSException {
        Session session = connection.createSession();
        MessageProducer one = session.createProducer(session.createQueue("one"));
        MessageProducer two = session.createProducer(session.createTopic("two"));
        MessageProducer any = session.createProducer(null);
        one.send(session.createMessage());
        two.send(session.createMessage(), DeliveryMode.NON_PERSISTENT, 4, 0);
        any.send(session.createQueue("three"), session.createMessage());
        any.send(session.createQueue("three"), session.createMessage());
        assertThat(broker.sent(ProducerFrame.Send.class).stream().map(ProducerFrame.Send::sequence))
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(broker.sent(ProducerFrame.OpenProducer.class)).hasSize(3);
    }

    @Test
    void aPersistentSendReturnsWithItsConfirmationAndFailsWithoutOne() throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        broker.script(frame -> frame instanceof ProducerFrame.Send);
        assertThatThrownBy(() -> producer.send(session.createMessage()))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("not confirmed within 200 ms");
        producer.send(session.createMessage(), DeliveryMode.NON_PERSISTENT, 4, 0);
    }

    @Test
    void aRefusalReachesTheCallThatWaitsForIt() throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        broker.script(frame -> {
            if (send(frame) != null) {
                broker.push(
                        new ProducerFrame.SendRefused(1, send(frame).sequence(), ErrorCode.RESOURCE_LIMIT, "full"),
                        new ProducerFrame.Confirmed(1, send(frame).sequence()));
            }
            return send(frame) != null;
        });
        assertThatThrownBy(() -> producer.send(session.createMessage()))
                .isInstanceOf(ResourceAllocationException.class)
                .hasMessage("full");
        broker.script(frame -> false);
        producer.send(session.createMessage());
    }

    /** Long enough for the next send not to be one of many in a row. */
    private static void pause() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** How often a send was written out before it returned. */
    private int flushesOf(Session session, MessageProducer producer) throws JMSException {
        Message message = session.createMessage();
        pause();
        int before = broker.flushes();
        producer.send(message, DeliveryMode.NON_PERSISTENT, 4, 0);
        return broker.flushes() - before;
    }

    @Test
    void whoSendsNowAndThenIsNotKeptWaitingForCompany() throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        assertThat(flushesOf(session, producer)).isEqualTo(1);
        assertThat(flushesOf(session, producer)).isEqualTo(1);
        pause();
        int before = broker.flushes();
        for (int i = 0; i < 900; i++) {
            producer.send(session.createMessage(), DeliveryMode.NON_PERSISTENT, 4, 0);
        }
        assertThat(broker.flushes() - before)
                .as("writes of nine hundred in a row")
                .isLessThan(450);
    }

    @Test
    void aCommitWritesWhatWasSentBeforeIt() throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        assertThat(flushesOf(session, producer)).isZero();
    }

    @Test
    void anAnswerOfAListenerIsWrittenWithItsAcknowledgement() throws Exception {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("answers"));
        BlockingQueue<Integer> flushes = new LinkedBlockingQueue<>();
        session.createConsumer(session.createQueue("orders"))
                .setMessageListener(message -> Unchecked.run(() -> flushes.add(flushesOf(session, producer))));
        connection.start();
        broker.push(delivery(1, 1));
        assertThat(flushes.poll(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void aRefusedNonPersistentSendReachesTheNextCallAndTheExceptionListener() throws Exception {
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        connection.setExceptionListener(problems::add);
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(session.createMessage());
        broker.push(new ProducerFrame.SendRefused(1, 1, ErrorCode.RESOURCE_LIMIT, "full"));
        assertThat(problems.poll(10, TimeUnit.SECONDS)).hasMessage("full");
        assertThatThrownBy(() -> producer.send(session.createMessage()))
                .isInstanceOf(ResourceAllocationException.class);
        producer.send(session.createMessage());
        assertThat(broker.sent(ProducerFrame.Send.class)).hasSize(2);
    }

    @Test
    @Proves("10.3-j")
    void withoutCreditASendFailsInTimeAndNamesItsDestination() throws JMSException {
        broker.creditMessages(1);
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        producer.send(session.createMessage());
        assertThatThrownBy(() -> producer.send(session.createMessage()))
                .isInstanceOf(ResourceAllocationException.class)
                .hasMessageContaining("orders");
        broker.push(new ProducerFrame.ProducerCredit(1, 2, 1_000_000));
        producer.send(session.createMessage());
        assertThat(broker.sent(ProducerFrame.Send.class)).hasSize(2);
    }

    @Test
    void theLongestUnusedProducersOfAnAnonymousOneAreClosed() throws JMSException {
        Session session = connection.createSession();
        MessageProducer any = session.createProducer(null);
        for (int i = 0; i < 65; i++) {
            any.send(session.createQueue("queue " + i), session.createMessage());
        }
        assertThat(broker.only(ProducerFrame.CloseProducer.class).producer()).isEqualTo(1);
        any.send(session.createQueue("queue 0"), session.createMessage());
        assertThat(broker.sent(ProducerFrame.OpenProducer.class)).hasSize(66);
    }

    @Test
    void sendsOfATransactionCarryItsNumberAndWaitForNothing() throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        session.commit();
        assertThat(broker.sent(TransactionFrame.Commit.class))
                .as("nothing to commit")
                .isEmpty();
        broker.script(frame -> frame instanceof ProducerFrame.Send);
        producer.send(session.createMessage());
        session.commit();
        producer.send(session.createMessage());
        session.rollback();
        assertThat(broker.sent(ProducerFrame.Send.class).stream().map(ProducerFrame.Send::transaction))
                .containsExactly(1L, 2L);
        assertThat(broker.only(TransactionFrame.Commit.class).transaction()).isEqualTo(1);
        assertThat(broker.only(TransactionFrame.Rollback.class).transaction()).isEqualTo(2);
    }

    @Test
    void aRequestWithoutReplyFailsInTime() {
        broker.script(frame -> frame instanceof ProducerFrame.OpenProducer);
        assertThatThrownBy(() -> {
                    Session session = connection.createSession();
                    session.createProducer(session.createQueue("orders"));
                })
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("OpenProducer");
    }

    @Test
    void aMessageTooLargeForTheBrokerIsNotSent() throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        assertThatThrownBy(() -> producer.send(session.createTextMessage("x".repeat(1_000_000))))
                .isInstanceOf(JMSException.class);
        assertThat(broker.sent(ProducerFrame.Send.class)).isEmpty();
        producer.send(session.createMessage());
        assertThat(broker.only(ProducerFrame.Send.class).sequence()).isEqualTo(1);
    }

    /** Writes down what it hears. */
    private record Listening(BlockingQueue<String> heard) implements CompletionListener {
        @Override
        public void onCompletion(Message message) {
            heard.add("sent");
        }

        @Override
        public void onException(Message message, Exception exception) {
            heard.add(exception.getMessage());
        }
    }

    @Test
    @Proves("7.3.2-a")
    void anAsynchronousSendThatCannotLeaveIsToldToItsCallerAndNotToItsListener() throws Exception {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        Listening listener = new Listening(new LinkedBlockingQueue<>());
        producer.send(session.createMessage(), listener);
        assertThat(listener.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("sent");
        broker.script(frame -> {
            if (send(frame) != null) {
                throw new LinkException(null, "the cable", null);
            }
            return false;
        });
        assertThatThrownBy(() -> producer.send(session.createMessage(), listener))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("the cable");
        session.close();
        assertThat(listener.heard).isEmpty();
    }

    @Test
    void anAsynchronousSendWhoseListenerHasHeardOfTheBrokenLinkDoesNotFailToo() throws Exception {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        Listening listener = new Listening(new LinkedBlockingQueue<>());
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        broker.script(frame -> {
            if (send(frame) != null) {
                LinkException cause = new LinkException(null, "the cable", null);
                broker.breakOff(cause);
                awaitNext(listener.heard, told);
                throw cause;
            }
            return false;
        });
        producer.send(session.createMessage(), listener);
        assertThat(told).hasSize(1);
        session.close();
        assertThat(listener.heard).isEmpty();
    }

    private static void awaitNext(BlockingQueue<String> from, BlockingQueue<String> to) {
        try {
            String next = from.poll(10, TimeUnit.SECONDS);
            if (next != null) {
                to.add(next);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aProducerWhoseOpeningTimesOutIsClosedAtTheBroker() throws JMSException {
        Session session = connection.createSession();
        broker.script(frame -> frame instanceof ProducerFrame.OpenProducer);
        assertThatThrownBy(() -> session.createProducer(session.createQueue("orders")))
                .hasMessageContaining("OpenProducer");
        assertThat(broker.only(ProducerFrame.CloseProducer.class).producer())
                .isEqualTo(broker.only(ProducerFrame.OpenProducer.class).producer());
    }

    @Test
    void ofTwoSendersThatSeeTheLastCreditOneWaitsForMore() throws Exception {
        broker.creditMessages(1);
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        MessageProducer other = session.createProducer(session.createQueue("others"));
        CountDownLatch goOn = new CountDownLatch(1);
        broker.script(frame -> frame instanceof ProducerFrame.CloseProducer && awaited(goOn));
        Thread closer = new Thread(quietly(other::close, new LinkedBlockingQueue<>()));
        closer.start();
        Awaitility.await()
                .until(() -> !broker.sent(ProducerFrame.CloseProducer.class).isEmpty());
        BlockingQueue<JMSException> failures = new LinkedBlockingQueue<>();
        List<Thread> senders = List.of(
                new Thread(quietly(() -> producer.send(session.createMessage()), failures)),
                new Thread(quietly(() -> producer.send(session.createMessage()), failures)));
        senders.forEach(Thread::start);
        for (Thread sender : senders) { // at the send lock, which the closer has
            Awaitility.await().until(() -> sender.getState() == Thread.State.BLOCKED);
        }
        goOn.countDown();
        for (Thread sender : senders) {
            sender.join();
        }
        closer.join();
        assertThat(broker.sent(ProducerFrame.Send.class)).hasSize(1);
        assertThat(failures).hasSize(1).first().isInstanceOf(ResourceAllocationException.class);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Runnable quietly(Unchecked.Action action, BlockingQueue<JMSException> failures) {
        return () -> {
            try {
                action.run();
            } catch (JMSException e) {
                failures.add(e);
            }
        };
    }
}
