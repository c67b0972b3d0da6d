package io.angarium.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Acknowledge;
import io.angarium.wire.ConsumerFrame.Credit;
import io.angarium.wire.ConsumerFrame.Range;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.WireException;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which frames receiving is: credit, acknowledgements, reports of what was handed over. */
class ReceivingTest extends FakeBrokerBased {

    private MessageConsumer consumer(int mode) throws JMSException {
        Session session = connection.createSession(mode);
        return session.createConsumer(session.createQueue("orders"));
    }

    private static String text(Message message) throws JMSException {
        return ((TextMessage) message).getText();
    }

    @Test
    void creditIsGrantedWhenTheConnectionIsStartedAndAMessageIsWanted() throws JMSException {
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        assertThat(broker.sent(Credit.class)).isEmpty();
        connection.start();
        assertThat(broker.only(Credit.class)).isEqualTo(new Credit(1, 10, 1024 * 1024));
        assertThat(consumer.receive(1)).isNull();
        assertThat(broker.sent(Credit.class)).hasSize(1);
    }

    @Test
    void creditIsToppedUpWhenHalfOfItIsUsed() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        for (int tag = 1; tag <= 5; tag++) {
            broker.push(delivery(1, tag));
            assertThat(text(consumer.receive(1))).isEqualTo("message " + tag);
        }
        List<Credit> credits = broker.sent(Credit.class);
        assertThat(credits).hasSize(2);
        assertThat(credits.get(1).messages()).isEqualTo(5);
        assertThat(credits.get(1).bytes()).isEqualTo(5 * message("message 1").size());
    }

    @Test
    void anAutomaticAcknowledgementIsWrittenBeforeTheNextMessageIsHandedOver() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1), delivery(1, 2));
        consumer.receive(1);
        assertThat(broker.only(Acknowledge.class).ranges()).containsExactly(new Range(1, 1, 1));
        int flushes = broker.flushes();
        consumer.receive(1);
        assertThat(broker.flushes()).isGreaterThan(flushes);
    }

    @Test
    void clientAcknowledgeSendsRangesAndWaits() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.CLIENT_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1), delivery(1, 2), delivery(1, 4));
        consumer.receive(1);
        consumer.receive(1);
        Message last = consumer.receive(1);
        assertThat(broker.sent(Acknowledge.class)).isEmpty();
        last.acknowledge();
        Acknowledge acknowledge = broker.only(Acknowledge.class);
        assertThat(acknowledge.correlation()).isNotZero();
        assertThat(acknowledge.ranges()).containsExactlyInAnyOrder(new Range(1, 1, 2), new Range(1, 4, 4));
        last.acknowledge();
        assertThat(broker.sent(Acknowledge.class)).hasSize(1);
    }

    @Test
    void aSuspectMessageIsReportedBeforeTheApplicationSeesIt() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.CLIENT_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1, 2), delivery(1, 2), delivery(1, 3));
        Message suspect = consumer.receive(1);
        assertThat(suspect.getJMSRedelivered()).isTrue();
        assertThat(suspect.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(broker.only(ConsumerFrame.HandedOver.class)).isEqualTo(new ConsumerFrame.HandedOver(1, 1));
        consumer.receive(1);
        assertThat(broker.sent(ConsumerFrame.HandedOver.class)).hasSize(1);
        consumer.receive(1);
        assertThat(broker.sent(ConsumerFrame.HandedOver.class))
                .as("the last one that is waiting")
                .hasSize(2);
    }

    @Test
    void aMessageThatExpiresWhileItIsHeldReadyIsSkippedByTheTimeThatTheBrokerSawLeft() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        long now = System.currentTimeMillis();
        long hour = 3_600_000;
        long arrived = System.nanoTime();
        broker.push(
                delivery(1, 1, 1, now - hour, hour),
                delivery(1, 2, 1, now - 1, 1),
                delivery(1, 3, 1, now + hour, 20),
                delivery(1, 4));
        assertThat(text(consumer.receive(1))).as("the sender's clock is behind").isEqualTo("message 1");
        Awaitility.await().until(() -> System.nanoTime() - arrived > 20_000_000);
        assertThat(text(consumer.receive(1)))
                .as("2 was about to expire, and the sender of 3 has a clock that is ahead")
                .isEqualTo("message 4");
        assertThat(broker.sent(Acknowledge.class)).hasSize(4).allMatch(frame -> frame.verdict() == Verdict.ACCEPT);
    }

    @Test
    void whatPrecedesTheReplyToRecoverIsVoid() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.CLIENT_ACKNOWLEDGE);
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer recovering = session.createConsumer(session.createQueue("orders"));
        assertThat(consumer.receive(1)).isNull();
        assertThat(recovering.receive(1)).isNull();
        broker.push(delivery(2, 1), delivery(2, 2));
        recovering.receive(1);
        broker.script(frame -> {
            if (frame instanceof SessionFrame.Recover recover) {
                broker.push(delivery(2, 3), new ReplyFrame.Ok(recover.correlation()), delivery(2, 4, 2));
                return true;
            }
            return false;
        });
        session.recover();
        SessionFrame.Recover recover = broker.only(SessionFrame.Recover.class);
        assertThat(recover.session()).isEqualTo(2);
        assertThat(recover.handed()).containsExactly(new SessionFrame.Handed(2, 1));
        assertThat(text(recovering.receive(1))).isEqualTo("message 4");
        assertThat(broker.sent(Credit.class).stream().filter(credit -> credit.consumer() == 2))
                .as("credit is granted anew")
                .hasSize(2);
    }

    @Test
    void acknowledgementsOfATransactionLeaveBeforeItsCommit() throws JMSException {
        connection.start();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1), delivery(1, 2));
        consumer.receive(1);
        consumer.receive(1);
        session.commit();
        Acknowledge acknowledge = broker.only(Acknowledge.class);
        assertThat(acknowledge.transaction()).isEqualTo(1);
        assertThat(acknowledge.ranges()).containsExactly(new Range(1, 1, 2));
        assertThat(broker.sent.indexOf(acknowledge))
                .isLessThan(broker.sent.indexOf(broker.only(TransactionFrame.Commit.class)));
    }

    @Test
    void closingAConsumerSaysWhatWasHandedOver() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.CLIENT_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1), delivery(1, 2), delivery(1, 3));
        consumer.receive(1);
        consumer.receive(1);
        consumer.close();
        assertThat(broker.only(ConsumerFrame.CloseConsumer.class).handedUpTo()).isEqualTo(2);
        assertThatThrownBy(consumer::receive).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void aConsumerThatTheBrokerClosedSaysWhy() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        broker.push(new ConsumerFrame.ConsumerClosed(1, ErrorCode.INVALID_DESTINATION, "queue orders was deleted"));
        assertThatThrownBy(consumer::receive)
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessageContaining("queue orders was deleted");
        consumer.close();
    }

    @Test
    void aListenerWhoseConsumerTheBrokerClosesIsToldOnceByTheConnectionsExceptionListener() throws Exception {
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        connection.setExceptionListener(problems::add);
        connection.start();
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        consumer.setMessageListener(message -> {});
        broker.push(new ConsumerFrame.ConsumerClosed(1, ErrorCode.INVALID_DESTINATION, "it was deleted"));
        assertThat(problems.poll(10, TimeUnit.SECONDS))
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessageContaining("orders")
                .hasMessageContaining("it was deleted");
        AtomicBoolean other = new AtomicBoolean();
        consumer.setMessageListener(message -> other.set(true));
        MessageConsumer next = consumer(Session.AUTO_ACKNOWLEDGE);
        next.setMessageListener(message -> other.set(true));
        broker.push(delivery(2, 1));
        Awaitility.await().untilTrue(other);
        assertThat(problems).isEmpty();
        consumer.close();
    }

    @Test
    void aListenerThatIsSetAfterTheBrokerHasClosedItsConsumerIsToldToo() throws Exception {
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        connection.setExceptionListener(problems::add);
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        broker.push(new ConsumerFrame.ConsumerClosed(1, ErrorCode.UNSUPPORTED, "not for you"));
        consumer.setMessageListener(message -> {});
        assertThat(problems.poll(10, TimeUnit.SECONDS)).hasMessageContaining("not for you");
    }

    @Test
    void dupsOkAcknowledgesInRanges() throws JMSException {
        connection.start();
        MessageConsumer consumer = consumer(Session.DUPS_OK_ACKNOWLEDGE);
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1), delivery(1, 2), delivery(1, 3));
        consumer.receive(1);
        consumer.receive(1);
        assertThat(broker.sent(Acknowledge.class)).isEmpty();
        consumer.receive(1);
        assertThat(broker.only(Acknowledge.class).ranges()).containsExactly(new Range(1, 1, 3));
    }

    @Test
    void aConsumerOrBrowserWhoseOpeningTimesOutIsClosedAtTheBroker() throws JMSException {
        Session session = connection.createSession();
        broker.script(frame -> frame instanceof ConsumerFrame.OpenConsumer);
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("orders")))
                .hasMessageContaining("OpenConsumer");
        assertThat(broker.only(ConsumerFrame.CloseConsumer.class).consumer()).isEqualTo(1);
        assertThatThrownBy(() ->
                        session.createBrowser(session.createQueue("orders")).getEnumeration())
                .hasMessageContaining("OpenConsumer");
        assertThat(broker.sent(ConsumerFrame.CloseConsumer.class)).hasSize(2);
    }

    @Test
    void aConsumerThatTheBrokerRefusesIsNotClosedAtTheBroker() throws JMSException {
        Session session = connection.createSession();
        broker.script(frame -> {
            if (frame instanceof ConsumerFrame.OpenConsumer open) {
                broker.push(new ReplyFrame.Failed(open.correlation(), ErrorCode.INVALID_DESTINATION, "no such queue"));
                return true;
            }
            return false;
        });
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("orders")))
                .isInstanceOf(InvalidDestinationException.class);
        assertThat(broker.sent(ConsumerFrame.CloseConsumer.class)).isEmpty();
    }

    @Test
    void aConsumerWhoseCloseIsInterruptedWhileItsListenerRunsIsClosedAtTheBroker() throws Exception {
        connection.start();
        MessageConsumer consumer = consumer(Session.AUTO_ACKNOWLEDGE);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        consumer.setMessageListener(message -> {
            inside.countDown();
            awaitQuietly(goOn);
        });
        broker.push(delivery(1, 1));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(consumer::close).hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            goOn.countDown();
        }
        assertThat(broker.only(ConsumerFrame.CloseConsumer.class).consumer()).isEqualTo(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the test does not go on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesAndSelectorsThatNoFrameCanCarryAreRefusedAsTheSpecificationSays() throws JMSException {
        Session session = connection.createSession();
        String name = "n".repeat(1025);
        String selector = "a = '" + "b".repeat(32 * 1024) + "'";
        Queue queue = session.createQueue("orders");
        Queue longNamed = new AngariumQueue(name);
        assertThatThrownBy(() -> session.createQueue(name))
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessage("a destination name has at most 1024 bytes, this one has 1025");
        assertThatThrownBy(() -> session.createTopic("lonely \uD800"))
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessage("a destination name must not have unpaired surrogates");
        assertThatThrownBy(() -> session.createConsumer(longNamed)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createProducer(longNamed)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createBrowser(longNamed)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createProducer(null).send(longNamed, session.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(queue, selector)).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createBrowser(queue, selector)).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(session.createTopic("news"), name))
                .isInstanceOf(JMSException.class)
                .hasMessage("a subscription name has at most 1024 bytes, this one has 1025");
        assertThatThrownBy(() -> session.unsubscribe(name)).isInstanceOf(JMSException.class);
        assertThat(broker.sent(ConsumerFrame.OpenConsumer.class)).isEmpty();
    }

    @Test
    void aFrameThatTheLinkCannotCarryIsAnErrorOfTheCallAndNotOfTheLink() throws JMSException {
        Session session = connection.createSession();
        broker.script(frame -> {
            if (frame instanceof ConsumerFrame.OpenConsumer) {
                throw new WireException("handed of 70000 entries");
            }
            return false;
        });
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("orders")))
                .isInstanceOf(ResourceAllocationException.class)
                .hasMessage("OpenConsumer cannot be sent: handed of 70000 entries");
        broker.script(frame -> false);
        session.createConsumer(session.createQueue("orders"));
    }

    @Test
    void aListenerMayReceiveInItsOwnSession() throws Exception {
        connection.start();
        Session session = connection.createSession();
        MessageConsumer asked = session.createConsumer(session.createQueue("asked"));
        MessageConsumer other = session.createConsumer(session.createQueue("orders"));
        CompletableFuture<String> received = new CompletableFuture<>();
        broker.push(delivery(1, 7));
        other.setMessageListener(message -> {
            try {
                received.complete(text(asked.receive(10_000)));
            } catch (JMSException e) {
                received.completeExceptionally(e);
            }
        });
        broker.push(delivery(2, 1));
        assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo("message 7");
    }

    @Test
    void aConnectionClosesWhileAListenerOfOneSessionReceivesInAnother() throws Exception {
        connection.start();
        MessageConsumer listening = consumer(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer receiving = consumer(Session.AUTO_ACKNOWLEDGE);
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Message> received = new CompletableFuture<>();
        listening.setMessageListener(message -> {
            inside.countDown();
            try {
                received.complete(receiving.receive());
            } catch (JMSException e) {
                received.completeExceptionally(e);
            }
        });
        broker.push(delivery(1, 1));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        connection.close();
        assertThat(received.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void aSessionThatClosesWhileItsConsumerDoesSaysWhatThatOneHandedOver() throws Exception {
        connection.start();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        assertThat(consumer.receive(1)).isNull();
        broker.push(delivery(1, 1));
        assertThat(consumer.receive(1)).isNotNull();
        Thread closer = new Thread(() -> closeQuietly(session), "closer");
        broker.script(frame -> {
            if (frame instanceof ConsumerFrame.CloseConsumer) {
                closer.start();
                Awaitility.await().until(() -> !broker.sent(SessionFrame.CloseSession.class)
                        .isEmpty());
            }
            return false;
        });
        consumer.close();
        closer.join();
        assertThat(broker.only(SessionFrame.CloseSession.class).handed())
                .containsExactly(new SessionFrame.Handed(1, 1));
    }

    private static void closeQuietly(Session session) {
        try {
            session.close();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSessionThatComesWhileItsConnectionClosesIsRefusedAndNotForgotten() throws Exception {
        connection.createSession();
        CompletableFuture<Session> late = new CompletableFuture<>();
        AtomicBoolean once = new AtomicBoolean();
        broker.script(frame -> {
            if (frame instanceof SessionFrame.CloseSession && once.compareAndSet(false, true)) {
                try {
                    late.complete(connection.createSession());
                } catch (JMSException e) {
                    late.completeExceptionally(e);
                }
            }
            return false;
        });
        connection.close();
        assertThat(late)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(broker.sent(SessionFrame.CloseSession.class)).hasSize(2);
    }
}
