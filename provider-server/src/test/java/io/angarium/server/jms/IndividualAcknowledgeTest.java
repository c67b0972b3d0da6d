package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.jms.session.AngariumSession;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions in which each message is settled by itself, with and without a lease. */
class IndividualAcknowledgeTest extends BrokerBased {
    private static final int INDIVIDUALLY = AngariumSession.INDIVIDUAL_ACKNOWLEDGE;
    private static final String LEASE = "lease=3s";

    private Queue fill(int count) throws JMSException {
        try (Session session = started().createSession()) {
            Queue queue = session.createQueue("orders");
            for (int i = 1; i <= count; i++) {
                session.createProducer(queue).send(session.createTextMessage("" + i));
            }
            return queue;
        }
    }

    private Connection started(String options) throws JMSException {
        Connection connection = closedLater(factory(options).createConnection());
        connection.start();
        return connection;
    }

    private static AngariumMessage next(MessageConsumer consumer, String text, int count) throws JMSException {
        Message message = consumer.receive(SOON);
        assertThat(text(message)).isEqualTo(text);
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
        return (AngariumMessage) message;
    }

    private Map<String, Object> queue(String name) throws JMSException {
        String uri = "angarium://127.0.0.1:" + broker.port();
        return ManagementPeer.ask(uri, "queue.show", Map.of("name", name));
    }

    @Test
    void oneIsAcknowledgedAndNoOther() throws JMSException {
        Queue queue = fill(5);
        Connection connection = started();
        Session session = connection.createSession(INDIVIDUALLY);
        assertThat(session.getAcknowledgeMode()).isEqualTo(INDIVIDUALLY);
        assertThat(session.getTransacted()).isFalse();
        MessageConsumer consumer = session.createConsumer(queue);
        Message first = next(consumer, "1", 1);
        next(consumer, "2", 1);
        Message third = next(consumer, "3", 1);
        next(consumer, "4", 1);
        third.acknowledge();
        first.acknowledge();
        assertThat(queue("orders")).containsEntry("messages", 3L);
        connection.close();

        MessageConsumer other = started().createSession().createConsumer(queue);
        next(other, "2", 2);
        next(other, "4", 2);
        next(other, "5", 1);
        assertThat(other.receiveNoWait()).isNull();
    }

    @Test
    void eachIsSettledOnce() throws JMSException {
        Session session = started().createSession(INDIVIDUALLY);
        MessageConsumer consumer = session.createConsumer(fill(2));
        AngariumMessage message = next(consumer, "1", 1);
        message.acknowledge();
        message.acknowledge(); // a framework does that behind its listener
        assertThatThrownBy(message::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not open any more");
        AngariumMessage second = next(consumer, "2", 1);
        session.recover();
        assertThatThrownBy(second::acknowledge).isInstanceOf(IllegalStateException.class);
        AngariumMessage again = next(consumer, "2", 2);
        again.acknowledge();
        assertThat(queue("orders")).containsEntry("messages", 0L);
        session.close();
        assertThatThrownBy(again::acknowledge)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void whatTheApplicationReleasedOrRejectedIsNotAcceptedByWhoAcknowledgesBehindIt() throws JMSException {
        Session session = started().createSession(INDIVIDUALLY);
        MessageConsumer consumer = session.createConsumer(fill(2));
        AngariumMessage released = next(consumer, "1", 1);
        released.release();
        released.acknowledge();
        next(consumer, "2", 1).reject();
        released.acknowledge();
        next(consumer, "1", 2).acknowledge();
        assertThat(queue("DLQ")).containsEntry("messages", 1L);
    }

    @Test
    void oneIsReleasedNowOrLaterOrRejected() throws JMSException {
        Queue queue = fill(4);
        Session session = started().createSession(INDIVIDUALLY);
        MessageConsumer consumer = session.createConsumer(queue);
        AngariumMessage first = next(consumer, "1", 1);
        AngariumMessage second = next(consumer, "2", 1);
        AngariumMessage third = next(consumer, "3", 1);
        AngariumMessage fourth = next(consumer, "4", 1);
        third.reject();
        assertThat(queue("DLQ")).containsEntry("messages", 1L);
        first.retryAfter(Duration.ofHours(1));
        first.release();
        second.release();
        next(consumer, "2", 2).acknowledge();
        fourth.acknowledge();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(queue("orders")).containsEntry("messages", 1L).containsEntry("waitingForRetry", 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
    void inOtherModesThatIsRefused(int mode) throws JMSException {
        MessageConsumer consumer = started().createSession(mode).createConsumer(fill(1));
        AngariumMessage message = next(consumer, "1", 1);
        assertThatThrownBy(message::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("INDIVIDUAL_ACKNOWLEDGE");
        assertThatThrownBy(message::renew).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
    void inOtherModesNobodyHasALease(int mode) throws JMSException {
        Session session = started("lease=1ms").createSession(mode);
        Queue leased = session.createQueue("orders?consumer.lease=30000");
        assertThatThrownBy(() -> session.createConsumer(leased))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a lease needs a session of INDIVIDUAL_ACKNOWLEDGE");
        next(session.createConsumer(fill(1)), "1", 1); // and that of the URI means nothing
        Awaitility.await().untilAsserted(() -> assertThat(queue("orders"))
                .containsEntry("inFlight", mode == Session.AUTO_ACKNOWLEDGE ? 0 : 1));
    }

    @Test
    void aContextHasTheModeTooAndAcknowledgesAllThatIsOpen() throws JMSException {
        Queue queue = fill(3);
        try (JMSContext context = factory().createContext(INDIVIDUALLY)) {
            assertThat(context.getSessionMode()).isEqualTo(INDIVIDUALLY);
            var consumer = context.createConsumer(queue);
            Message first = consumer.receive(SOON);
            consumer.receive(SOON);
            consumer.receive(SOON);
            first.acknowledge();
            assertThat(queue("orders")).containsEntry("messages", 2L);
            context.acknowledge();
            assertThat(queue("orders")).containsEntry("messages", 0L);
        }
        assertThatThrownBy(() -> factory().createContext(99)).isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void theUriMakesItOfClientAcknowledge() throws JMSException {
        Queue queue = fill(2);
        Session session = started("individualAcknowledge=true").createSession(Session.CLIENT_ACKNOWLEDGE);
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue);
        next(consumer, "1", 1);
        next(consumer, "2", 1).acknowledge();
        session.recover();
        next(consumer, "1", 2);
    }

    @Test
    void whatAListenerPutsOffGoesBackAndWhatItThrowsOtherwiseStaysOpen() throws Exception {
        Queue queue = fill(3);
        Session session = started().createSession(INDIVIDUALLY);
        BlockingQueue<Message> open = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            open.add(message);
            if (open.size() == 2) {
                throw new RetryAfterException(Duration.ofHours(1));
            }
            throw new IllegalArgumentException("not done");
        });
        Awaitility.await().until(() -> open.size() == 3);
        Awaitility.await().untilAsserted(() -> assertThat(queue("orders")).containsEntry("waitingForRetry", 1));
        for (Message message : open) {
            if (text(message).equals("2")) {
                assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
            } else {
                message.acknowledge();
            }
        }
        assertThat(queue("orders")).containsEntry("messages", 1L);
    }

    @Test
    void whatIsNotSettledInTimeGoesToAnotherAndALateWordIsRefused() throws JMSException {
        Queue queue = fill(1);
        MessageConsumer stuck = started(LEASE).createSession(INDIVIDUALLY).createConsumer(queue);
        AngariumMessage first = next(stuck, "1", 1);
        MessageConsumer other = started().createSession(INDIVIDUALLY).createConsumer(queue);
        AngariumMessage again = next(other, "1", 2);
        assertThatThrownBy(first::acknowledge)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not open any more")
                .hasMessageContaining("lease");
        again.acknowledge();
        assertThat(queue("orders")).containsEntry("messages", 0L);
    }

    @Test
    void anyThreadMayRenewWhatHasALeaseAndNobodyWhatHasNone() throws Exception {
        Queue queue = fill(2);
        AngariumMessage leased =
                next(started("lease=1h").createSession(INDIVIDUALLY).createConsumer(queue), "1", 1);
        AngariumMessage free = next(started().createSession(INDIVIDUALLY).createConsumer(queue), "2", 1);
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        Thread heart = new Thread(() -> {
            said.add(renew(leased));
            said.add(renew(free));
        });
        heart.start();
        assertThat(said.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("renewed");
        assertThat(said.poll(SOON, TimeUnit.MILLISECONDS)).contains("has no lease to renew");
        heart.join();
        leased.acknowledge();
        free.acknowledge();
    }

    private static String renew(AngariumMessage message) {
        try {
            message.renew();
            return "renewed";
        } catch (JMSException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aConsumerWithALeaseHoldsNothingReadyThatItDoesNotHandOver() throws JMSException {
        Queue queue = fill(3);
        MessageConsumer leased = started("lease=1h").createSession(INDIVIDUALLY).createConsumer(queue);
        next(leased, "1", 1).acknowledge();
        MessageConsumer other = started().createSession().createConsumer(queue);
        next(other, "2", 1);
        next(other, "3", 1);
    }

    @Test
    void oneThatHasWaitedTooLongAtTheConsumerComesAgainWithAWholeLease() throws Exception {
        Session session = started("lease=4s").createSession(INDIVIDUALLY);
        Queue queue = session.createQueue("orders");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receive(1)).isNull(); // has asked for one
        fill(1);
        Awaitility.await().untilAsserted(() -> assertThat(queue("orders")).containsEntry("inFlight", 1));
        long came = System.nanoTime();
        Awaitility.await()
                .until(() -> System.nanoTime() - came > Duration.ofMillis(2_100).toNanos());
        TextMessage message = (TextMessage) consumer.receive(SOON);
        assertThat(message.getText()).isEqualTo("1");
        message.acknowledge();
        assertThat(queue("orders")).containsEntry("messages", 0L);
    }

    @Test
    void whatAClosedConsumerHadWithALeaseIsBackAtOnce() throws JMSException {
        Queue queue = fill(1);
        Session session = started("lease=1h").createSession(INDIVIDUALLY);
        MessageConsumer consumer = session.createConsumer(queue);
        AngariumMessage message = next(consumer, "1", 1);
        consumer.close();
        assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
        next(session.createConsumer(queue), "1", 2).acknowledge();
    }

    @Test
    void withoutALeaseWhatAClosedConsumerHadCanStillBeAcknowledged() throws JMSException {
        Queue queue = fill(1);
        Session session = started().createSession(INDIVIDUALLY);
        MessageConsumer consumer = session.createConsumer(queue);
        AngariumMessage message = next(consumer, "1", 1);
        consumer.close();
        message.acknowledge();
        assertThat(queue("orders")).containsEntry("messages", 0L);
    }

    @Test
    void theNameOfADestinationMaySayPriorityAndLease() throws JMSException {
        fill(1);
        Session session = started("lease=1h").createSession(INDIVIDUALLY);
        MessageConsumer consumer =
                session.createConsumer(session.createQueue("orders?consumer.priority=5&consumer.lease=3000"));
        next(consumer, "1", 1);
        next(consumer, "1", 2);
        session.close();
        Session other = started("lease=1h").createSession(INDIVIDUALLY);
        MessageConsumer both = other.createConsumer(other.createQueue("orders?consumer.priority=5"));
        AngariumMessage message = (AngariumMessage) both.receive(SOON);
        message.renew();
        message.acknowledge();
    }
}
