package io.angarium.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.session.AngariumConsumer;
import io.angarium.jms.session.AngariumXAConnection;
import io.angarium.wire.ConsumerFrame.Acknowledge;
import io.angarium.wire.ConsumerFrame.Range;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame.Confirmed;
import io.angarium.wire.ProducerFrame.ProducerCredit;
import io.angarium.wire.ProducerFrame.Send;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame.Recover;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame.XaEnd;
import io.angarium.wire.XaFrame.XaRollback;
import io.angarium.wire.XaFrame.XaStart;
import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import jakarta.jms.XASession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In which branch a message is acknowledged, whenever the transaction manager ends that: in the one in which it was handed over, or not at all.
 */
class XaBranchesTest extends FakeBrokerBased {
    private static final long SOON = 10_000;
    private static final Xid X = new Name(1);
    private static final Xid Y = new Name(2);

    private AngariumXAConnection xa;
    private XASession session;
    private XAResource resource;
    private MessageConsumer consumer;
    private volatile int endCode = XaCode.XA_OK;
    private volatile boolean endIsAnswered = true;
    private volatile boolean startIsAnswered = true;
    private volatile Predicate<Send> ofSends = send -> false;
    private volatile Runnable duringEnd = () -> {};

    private record Name(int number) implements Xid {
        @Override
        public int getFormatId() {
            return 4711;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return new byte[] {(byte) number};
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[0];
        }
    }

    @BeforeEach
    void aSessionThatReceives() throws JMSException {
        xa = factory("angarium://fake?callTimeout=200ms&prefetch=10").openOnce(AngariumXAConnection::new);
        broker.script(frame -> {
            if (frame instanceof Send send) {
                return ofSends.test(send);
            } else if (frame instanceof XaStart start) {
                if (startIsAnswered) {
                    broker.push(new ReplyFrame.XaResult(start.correlation(), XaCode.XA_OK, ""));
                }
            } else if (frame instanceof XaEnd end) {
                duringEnd.run();
                if (endIsAnswered) {
                    broker.push(new ReplyFrame.XaResult(end.correlation(), endCode, ""));
                }
            } else {
                return false;
            }
            return true;
        });
        session = xa.createXASession();
        resource = session.getXAResource();
        consumer = session.createConsumer(session.createQueue("orders"));
        xa.start();
        assertThat(consumer.receive(1)).isNull();
    }

    @AfterEach
    void close() throws JMSException {
        xa.close();
    }

    /** A call to receive by another thread, which waits for a message when this returns. */
    private CompletableFuture<Message> receiving() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Message> received = new CompletableFuture<>();
        Thread application = new Thread(() -> {
            begun.countDown();
            try {
                received.complete(consumer.receive(SOON));
            } catch (JMSException e) {
                received.completeExceptionally(e);
            }
        });
        application.start();
        Awaitility.await().until(() -> begun.getCount() == 0 && application.getState() == Thread.State.TIMED_WAITING);
        return received;
    }

    private static void settled(CompletableFuture<Message> received) {
        Awaitility.await().atMost(SOON, TimeUnit.MILLISECONDS).until(received::isDone);
    }

    private static void hasTakenNothing(CompletableFuture<Message> received) {
        assertThatThrownBy(received::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("branch");
    }

    private void inBranch(Xid branch, BooleanSupplier work) throws XAException {
        resource.start(branch, XAResource.TMNOFLAGS);
        assertThat(work.getAsBoolean()).isTrue();
        resource.end(branch, XAResource.TMSUCCESS);
    }

    private boolean receives(long tag) {
        try {
            Message message = consumer.receive(SOON);
            return ((TextMessage) message).getText().equals("message " + tag);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    /** What was acknowledged, by tag, in the association of that number; 0 for outside of branches. */
    private List<Long> acknowledgedIn(long transaction) {
        return broker.sent(Acknowledge.class).stream()
                .filter(frame -> frame.transaction() == transaction)
                .flatMap(frame -> frame.ranges().stream())
                .map(Range::last)
                .toList();
    }

    /** Number of the association that began last. */
    private long last() {
        List<XaStart> starts = broker.sent(XaStart.class);
        return starts.get(starts.size() - 1).transaction();
    }

    @Test
    void aBodyThatDoesNotFitStaysOutsideOfABranchAlsoAfterOne() throws JMSException, XAException {
        broker.push(delivery(1, 1));
        inBranch(X, () -> receives(1));
        broker.push(delivery(1, 2));
        assertThatThrownBy(() -> ((AngariumConsumer) consumer).receiveBody(byte[].class, SOON))
                .isInstanceOf(MessageFormatException.class);
        assertThat(acknowledgedIn(0)).isEmpty();
        assertThat(receives(2)).isTrue();
    }

    @Test
    void whatComesWhileTheEndOfABranchIsUnderWayIsNotAcknowledgedInTheNext() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        CompletableFuture<Message> received = receiving();
        duringEnd = () -> {
            duringEnd = () -> {};
            broker.push(delivery(1, 1));
            settled(received);
        };
        resource.end(X, XAResource.TMFAIL);
        hasTakenNothing(received);
        inBranch(Y, () -> true);
        assertThat(broker.sent(Acknowledge.class)).isEmpty();
        inBranch(Y, () -> receives(1));
        assertThat(acknowledgedIn(last())).containsExactly(1L);
    }

    @Test
    void aReceiveThatOutlivesItsBranchAcknowledgesNothingOutsideOfIt() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        CompletableFuture<Message> received = receiving();
        resource.end(X, XAResource.TMFAIL);
        broker.push(delivery(1, 1));
        settled(received);
        hasTakenNothing(received);
        assertThat(broker.sent(Acknowledge.class)).isEmpty();
        assertThat(receives(1)).isTrue();
        assertThat(acknowledgedIn(0)).containsExactly(1L);
    }

    @Test
    void norInTheNextBranch() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        CompletableFuture<Message> received = receiving();
        resource.end(X, XAResource.TMFAIL);
        inBranch(Y, () -> {
            broker.push(delivery(1, 1));
            settled(received);
            return true;
        });
        hasTakenNothing(received);
        assertThat(broker.sent(Acknowledge.class)).isEmpty();
    }

    @Test
    void aReceiveThatBeganInNoBranchGetsItsMessageInTheOneThatHasBegunSince() throws Exception {
        CompletableFuture<Message> received = receiving();
        inBranch(X, () -> {
            broker.push(delivery(1, 1));
            settled(received);
            return true;
        });
        assertThat(acknowledgedIn(last())).containsExactly(1L);
    }

    @Test
    void flagsThatNoEndHasAreRefusedAndTheBranchGoesOn() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        assertCode(XAException.XAER_INVAL, () -> resource.end(X, 1));
        assertThat(broker.sent(XaEnd.class)).isEmpty();
        broker.push(delivery(1, 1));
        assertThat(receives(1)).isTrue();
        resource.end(X, XAResource.TMSUCCESS);
        assertThat(acknowledgedIn(last())).containsExactly(1L);
    }

    @Test
    void anEndWithoutAnAnswerIsTheEndForWhatComesAfterIt() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        endIsAnswered = false;
        assertThatThrownBy(() -> resource.end(X, XAResource.TMFAIL))
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL));
        endIsAnswered = true;
        broker.push(delivery(1, 1));
        assertThat(receives(1)).isTrue();
        assertThat(acknowledgedIn(0)).containsExactly(1L);
        inBranch(Y, () -> true);
        assertThat(acknowledgedIn(last())).isEmpty();
    }

    @Test
    void theEndOfASuspendedBranchLeavesTheActiveOneAlone() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        resource.end(X, XAResource.TMSUSPEND);
        inBranch(Y, () -> {
            try {
                resource.end(X, XAResource.TMSUCCESS);
            } catch (XAException e) {
                throw new AssertionError(e);
            }
            broker.push(delivery(1, 1));
            return receives(1);
        });
        assertThat(acknowledgedIn(last())).containsExactly(1L);
    }

    @Test
    void whatWasHandedOverBeforeTheEndIsAcknowledgedBeforeIt() throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        broker.push(delivery(1, 1), delivery(1, 2));
        assertThat(receives(1) && receives(2)).isTrue();
        resource.end(X, XAResource.TMSUSPEND);
        assertThat(broker.sent.get(broker.sent.size() - 1)).isInstanceOf(XaEnd.class);
        assertThat(acknowledgedIn(last())).containsExactly(2L);
        resource.start(X, XAResource.TMRESUME);
        broker.push(delivery(1, 3));
        assertThat(receives(3)).isTrue();
        resource.end(X, XAResource.TMSUCCESS);
        assertThat(acknowledgedIn(last())).containsExactly(3L);
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, e -> assertThat(e.errorCode)
                .isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {XaCode.XAER_NOTA, XaCode.XAER_PROTO, XaCode.XA_RBROLLBACK})
    void aBranchWhoseEndTheBrokerRefusesIsLeftAllTheSame(int code) throws Exception {
        resource.start(X, XAResource.TMNOFLAGS);
        endCode = code;
        assertCode(code, () -> resource.end(X, XAResource.TMSUCCESS));
        broker.push(delivery(1, 1));
        assertThat(receives(1)).isTrue();
        assertThat(acknowledgedIn(0)).containsExactly(1L);
    }

    // -- sends

    /** A send by another thread. */
    private CompletableFuture<Thread> sending(MessageProducer producer) throws JMSException {
        Message message = session.createMessage();
        CompletableFuture<Thread> sent = new CompletableFuture<>();
        Thread application = new Thread(() -> {
            try {
                producer.send(message);
                sent.complete(Thread.currentThread());
            } catch (JMSException e) {
                sent.completeExceptionally(e);
            }
        });
        application.start();
        Awaitility.await()
                .until(() -> application.getState() == Thread.State.TIMED_WAITING
                        || application.getState() == Thread.State.WAITING);
        return sent;
    }

    @Test
    void aSendThatHasWaitedForRoomUntilItsBranchEndedIsRefusedByItselfAndNotSent() throws Exception {
        broker.creditMessages(0);
        MessageProducer producer = session.createProducer(session.createQueue("answers"));
        resource.start(X, XAResource.TMNOFLAGS);
        CompletableFuture<Thread> sent = sending(producer);
        resource.end(X, XAResource.TMFAIL);
        broker.push(new ProducerCredit(1, 10, 1_000_000));
        assertThatThrownBy(sent::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("branch");
        assertThat(broker.sent(Send.class)).isEmpty();
        inBranch(Y, () -> {
            sends(producer);
            return true;
        });
        assertThat(broker.only(Send.class).transaction()).isEqualTo(last());
    }

    private void sends(MessageProducer producer) {
        try {
            producer.send(session.createMessage());
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theEndOfABranchIsSaidBehindTheSendThatIsJustWrittenInIt() throws Exception {
        MessageProducer producer = session.createProducer(session.createQueue("answers"));
        CountDownLatch goOn = new CountDownLatch(1);
        ofSends = send -> {
            awaitUninterrupted(goOn);
            return false;
        };
        resource.start(X, XAResource.TMNOFLAGS);
        CompletableFuture<Thread> sent = sending(producer);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread manager = new Thread(() -> {
            try {
                resource.end(X, XAResource.TMFAIL);
                ended.complete(null);
            } catch (XAException e) {
                ended.completeExceptionally(e);
            }
        });
        manager.start();
        try {
            Awaitility.await().until(() -> manager.getState() == Thread.State.BLOCKED || ended.isDone());
            assertThat(broker.sent(XaEnd.class)).isEmpty();
        } finally {
            goOn.countDown();
        }
        ended.join();
        sent.join();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBranchWhoseAsynchronousSendsAreNotConfirmedIsLeftAndCanOnlyRollBack() throws Exception {
        MessageProducer producer = session.createProducer(session.createQueue("answers"));
        ofSends = send -> true;
        resource.start(X, XAResource.TMNOFLAGS);
        producer.send(session.createMessage(), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {}

            @Override
            public void onException(Message message, Exception exception) {}
        });
        assertCode(XAException.XA_RBOTHER, () -> resource.end(X, XAResource.TMSUCCESS));
        assertThat(broker.only(XaEnd.class).flags()).isEqualTo(XAResource.TMFAIL);
        broker.push(delivery(1, 1));
        assertThat(receives(1)).isTrue();
        assertThat(acknowledgedIn(0)).containsExactly(1L);
        broker.push(new Confirmed(1, 1)); // the close waits for it
    }

    // -- listeners that change branches

    private void listens(Unchecked.Action work) throws JMSException {
        session.createConsumer(session.createQueue("asking")).setMessageListener(message -> Unchecked.run(work));
    }

    @Test
    void whatAListenerReceivesInABranchDoesNotChangeHowItsOwnMessageIsAcknowledged() throws Exception {
        listens(() -> {
            try {
                inBranch(X, () -> receives(1));
            } catch (XAException e) {
                throw new AssertionError(e);
            }
        });
        broker.push(delivery(1, 1), delivery(2, 7));
        Awaitility.await().untilAsserted(() -> assertThat(acknowledgedIn(0)).containsExactly(7L));
        assertThat(acknowledgedIn(last())).containsExactly(1L);
    }

    @Test
    void norDoesWhatItReceivesOutsideOfTheBranchOfItsMessage() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        listens(() -> {
            try {
                resource.end(X, XAResource.TMSUCCESS);
                assertThat(receives(1)).isTrue();
            } catch (XAException e) {
                throw new AssertionError(e);
            }
        });
        session.createConsumer(session.createQueue("next")).setMessageListener(message -> over.countDown());
        resource.start(X, XAResource.TMNOFLAGS);
        broker.push(delivery(1, 1), delivery(2, 7));
        Awaitility.await().until(() -> acknowledgedIn(0).contains(1L));
        broker.push(delivery(3, 8));
        awaitUninterrupted(over);
        Awaitility.await().untilAsserted(() -> assertThat(acknowledgedIn(0)).containsExactly(1L, 8L));
        assertThat(acknowledgedIn(last())).containsExactly(7L);
    }

    @Test
    void aListenerThatFailsGivesItsMessageBackAndNotWhatItHasReceivedInABranch() throws Exception {
        listens(() -> {
            try {
                resource.start(X, XAResource.TMNOFLAGS);
            } catch (XAException e) {
                throw new AssertionError(e);
            }
            assertThat(receives(1)).isTrue();
            throw new JMSException("on purpose");
        });
        broker.push(delivery(1, 1), delivery(2, 7));
        Awaitility.await().until(() -> !broker.sent(Recover.class).isEmpty());
        List<Frame> order = broker.sent.stream()
                .filter(frame -> frame instanceof Recover || frame instanceof Acknowledge)
                .toList();
        assertThat(order.get(0)).isInstanceOfSatisfying(Acknowledge.class, frame -> {
            assertThat(frame.transaction()).isEqualTo(last());
            assertThat(frame.ranges()).containsExactly(new Range(1, 1, 1));
        });
        assertThat(order.get(1)).isInstanceOf(Recover.class);
        resource.end(X, XAResource.TMFAIL);
    }

    // -- starts without an answer

    private void startsInVain(int flags) {
        startIsAnswered = false;
        assertCode(XAException.XAER_RMFAIL, () -> resource.start(X, flags));
        startIsAnswered = true;
    }

    private List<Class<?>> calls() {
        return broker.sent.stream()
                .filter(frame -> frame.getClass().getSimpleName().startsWith("Xa"))
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {XaCode.XA_OK, XaCode.XA_RBROLLBACK})
    void aBranchWhoseStartIsNotAnsweredIsEndedAndRolledBackShouldItHaveBegun(int code) throws Exception {
        endCode = code;
        startsInVain(XAResource.TMNOFLAGS);
        assertThat(calls()).containsExactly(XaStart.class, XaEnd.class, XaRollback.class);
        assertThat(broker.only(XaEnd.class).flags()).isEqualTo(XAResource.TMFAIL);
        broker.push(delivery(1, 1));
        assertThat(receives(1)).isTrue();
        assertThat(acknowledgedIn(0)).containsExactly(1L);
    }

    @Test
    void whereThatIsNotAnsweredEitherItIsWaitedForOnce() {
        endIsAnswered = false;
        int before = broker.inVain();
        startsInVain(XAResource.TMNOFLAGS);
        assertThat(calls()).containsExactly(XaStart.class, XaEnd.class, XaRollback.class);
        assertThat(broker.inVain() - before).as("the start, and its end").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {XaCode.XAER_NOTA, XaCode.XAER_PROTO})
    void aBranchThatHasNotBegunIsNotRolledBack(int code) {
        endCode = code;
        startsInVain(XAResource.TMNOFLAGS);
        assertThat(calls()).containsExactly(XaStart.class, XaEnd.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {XAResource.TMJOIN, XAResource.TMRESUME})
    void aBranchThatOthersHaveBegunIsLeftToThem(int flags) {
        startsInVain(flags);
        assertThat(calls()).containsExactly(XaStart.class, XaEnd.class);
    }

    @Test
    void overALostLinkTheBrokerRollsBackByItself() {
        startIsAnswered = false;
        broker.vanish();
        assertCode(XAException.XAER_RMFAIL, () -> resource.start(X, XAResource.TMNOFLAGS));
        assertThat(calls()).isEmpty();
    }
}
