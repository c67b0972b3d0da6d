package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each mode acknowledges, and what comes back: sections 6.2.7, 6.2.10 and 8.7. */
class AcknowledgementTest extends BrokerBased {

    private Queue fill(Session session, int count) throws JMSException {
        Queue queue = session.createQueue("orders");
        try (MessageProducer producer = session.createProducer(queue)) {
            for (int i = 1; i <= count; i++) {
                producer.send(session.createTextMessage("message " + i));
            }
        }
        return queue;
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    @Proves({"6.2.10-b", "6.2.10-e"})
    void whatWasReceivedIsGoneAndWhatWasHeldReadyIsBackUntouched(int mode) throws JMSException {
        Connection first = started();
        Session session = first.createSession(mode);
        Queue queue = fill(session, 10);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 1; i <= 3; i++) {
            assertThat(receive(consumer)).isEqualTo("message " + i);
        }
        first.close();

        MessageConsumer next = started().createSession().createConsumer(queue);
        for (int i = 4; i <= 10; i++) {
            Message message = next.receive(SOON);
            assertThat(text(message)).isEqualTo("message " + i);
            assertThat(message.getJMSRedelivered()).isFalse();
        }
        assertThat(next.receiveNoWait()).isNull();
    }

    @Test
    @Proves({"6.2.10-d", "6.1.8-i", "6.2-b", "3.5.11-a"})
    void clientAcknowledgeCoversAllThatTheSessionHandedOver() throws JMSException {
        Connection first = started();
        Session session = first.createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = fill(session, 5);
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.receive(SOON);
        consumer.receive(SOON).acknowledge();
        consumer.receive(SOON);
        first.close();

        MessageConsumer next = started().createSession().createConsumer(queue);
        Message third = next.receive(SOON);
        assertThat(text(third)).isEqualTo("message 3");
        assertThat(third.getJMSRedelivered()).isTrue();
        assertThat(third.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        Message fourth = next.receive(SOON);
        assertThat(text(fourth)).isEqualTo("message 4");
        assertThat(fourth.getJMSRedelivered()).isFalse();
    }

    @Test
    @Proves({"6.2.10-f", "6.2.10-g"})
    void recoverBringsBackWhatWasNotAcknowledgedInItsOrder() throws JMSException {
        Session session = started().createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(fill(session, 4));
        consumer.receive(SOON).acknowledge();
        consumer.receive(SOON);
        consumer.receive(SOON);
        session.recover();
        for (int i = 2; i <= 4; i++) {
            Message message = consumer.receive(SOON);
            assertThat(text(message)).isEqualTo("message " + i);
            assertThat(message.getJMSRedelivered()).isEqualTo(i < 4);
            assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(i < 4 ? 2 : 1);
        }
        session.recover();
        assertThat(receive(consumer)).isEqualTo("message 2");
    }

    @Test
    @Proves("8.7-b")
    void aFailingListenerGetsItsMessageAgainBeforeTheNext() throws Exception {
        Session session = started().createSession();
        Queue queue = fill(session, 3);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                seen.add(text(message) + " " + message.getIntProperty("JMSXDeliveryCount"));
                if (text(message).equals("message 2") && !message.getJMSRedelivered()) {
                    throw new IllegalStateException("on purpose");
                }
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 1 1");
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 2 1");
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 2 2");
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 3 1");
        assertThat(seen.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void recoverFromAListenerRedeliversItsMessage() throws Exception {
        Session session = started().createSession();
        Queue queue = fill(session, 2);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                seen.add(text(message));
                if (!message.getJMSRedelivered() && text(message).equals("message 1")) {
                    session.recover();
                }
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 1");
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 1");
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 2");
    }

    @Test
    void aMessageThatFailsTenTimesMovesToTheDeadLetterQueue() throws JMSException {
        Session session = started().createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(fill(session, 1));
        for (int i = 1; i <= 10; i++) {
            assertThat(consumer.receive(SOON).getIntProperty("JMSXDeliveryCount"))
                    .isEqualTo(i);
            session.recover();
        }
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(receive(session.createConsumer(session.createQueue("DLQ")))).isEqualTo("message 1");
    }

    @Test
    @Proves({"10.3-a", "Session-b"})
    void recoverIsRefusedInATransactedSessionAndCommitOutsideOfOne() throws JMSException {
        Connection connection = started();
        assertThatThrownBy(connection.createSession(Session.SESSION_TRANSACTED)::recover)
                .isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(connection.createSession()::commit).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(connection.createSession()::rollback).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void oneAtATimeWithoutPrefetching() throws Exception {
        Connection connection = closedLater(factory("prefetch=0").createConnection());
        connection.start();
        Session session = connection.createSession();
        Queue queue = fill(session, 3);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("message 1");
        Session other = started().createSession();
        MessageConsumer competitor = other.createConsumer(queue);
        assertThat(receive(competitor)).isEqualTo("message 2");
        competitor.close();
        assertThat(receive(consumer)).isEqualTo("message 3");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        consumer.setMessageListener(message -> {
            try {
                seen.add(text(message));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        fill(other, 2);
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 1");
        assertThat(seen.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("message 2");
    }
}
