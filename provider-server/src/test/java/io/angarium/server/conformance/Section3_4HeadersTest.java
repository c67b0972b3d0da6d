package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 3.4: the header of a message, who sets it, and that it arrives. */
class Section3_4HeadersTest extends WithBroker {
    private static final long HOUR = 3_600_000;

    private Session session;
    private Queue queue;
    private MessageProducer producer;
    private MessageConsumer consumer;

    @BeforeEach
    void open() throws JMSException {
        session = started().createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
        consumer = session.createConsumer(queue);
    }

    private static void setWhatIsTheProviders(Message message, Destination destination) throws JMSException {
        message.setJMSDestination(destination);
        message.setJMSDeliveryMode(DeliveryMode.PERSISTENT);
        message.setJMSMessageID("ID:mine");
        message.setJMSTimestamp(1);
        message.setJMSExpiration(2);
        message.setJMSDeliveryTime(3);
        message.setJMSPriority(9);
        message.setJMSRedelivered(true);
    }

    private void assertSet(Message message, long before, long after) throws JMSException {
        assertThat(message.getJMSDestination()).isEqualTo(queue);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSMessageID()).startsWith("ID:").isNotEqualTo("ID:mine");
        assertThat(message.getJMSTimestamp()).isBetween(before, after);
        assertThat(message.getJMSExpiration()).isEqualTo(message.getJMSTimestamp() + HOUR);
        assertThat(message.getJMSDeliveryTime()).isEqualTo(message.getJMSTimestamp());
        assertThat(message.getJMSPriority()).isEqualTo(2);
    }

    @Test
    @Proves({
        "3.4.1-a",
        "3.4.1-b",
        "3.4.2-a",
        "3.4.3-a",
        "3.4.3-b",
        "3.4.4-a",
        "3.4.9-a",
        "3.4.10-a",
        "3.4.11-a",
        "3.4.11-b",
        "3.4.13-a"
    })
    void whatTheProviderSetsIsOverwrittenAndTheSameForSenderAndReceiver() throws JMSException {
        Message sent = session.createTextMessage("text");
        setWhatIsTheProviders(sent, session.createTopic("elsewhere"));
        long before = System.currentTimeMillis();
        producer.send(sent, DeliveryMode.NON_PERSISTENT, 2, HOUR);
        long after = System.currentTimeMillis();

        assertSet(sent, before, after);
        Message got = consumer.receive(SOON);
        assertSet(got, before, after);
        assertThat(got.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
        assertThat(got.getJMSTimestamp()).isEqualTo(sent.getJMSTimestamp());
        assertThat(got.getJMSDeliveryTime()).isEqualTo(sent.getJMSDeliveryTime());
    }

    @Test
    @Proves({"3.4.11-b", "3.12-a"})
    void aForeignMessageGetsItsHeaderBySettersAndArrivesWhole() throws JMSException {
        Foreign foreign = new Foreign();
        TextMessage behind = session.createTextMessage("text");
        behind.setIntProperty("number", 1);
        behind.setJMSType("type");
        TextMessage sent = foreign.message(TextMessage.class, behind);
        long before = System.currentTimeMillis();
        producer.send(sent, DeliveryMode.NON_PERSISTENT, 2, HOUR);
        long after = System.currentTimeMillis();

        assertThat(foreign.setters())
                .contains(
                        "setJMSDestination",
                        "setJMSDeliveryMode",
                        "setJMSMessageID",
                        "setJMSTimestamp",
                        "setJMSExpiration",
                        "setJMSDeliveryTime",
                        "setJMSPriority");
        assertSet(sent, before, after);
        Message got = consumer.receive(SOON);
        assertSet(got, before, after);
        assertThat(text(got)).isEqualTo("text");
        assertThat(got.getJMSType()).isEqualTo("type");
        assertThat(got.getIntProperty("number")).isEqualTo(1);
    }

    @Test
    @Proves({"3.4.3-c", "3.4.3-b"})
    void identifiersDifferOverSessionsAndConnections() throws JMSException {
        Set<String> identifiers = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            Connection connection = connection();
            for (int j = 0; j < 10; j++) {
                Session each = connection.createSession();
                for (int k = 0; k < 3; k++) {
                    Message message = each.createMessage();
                    each.createProducer(queue).send(message);
                    assertThat(message.getJMSMessageID()).startsWith("ID:");
                    identifiers.add(message.getJMSMessageID());
                }
            }
            connection.close();
        }
        assertThat(identifiers).hasSize(300);
    }

    @Test
    @Proves("3.4.3-d")
    void withoutIdentifiersTheyAreNull() throws JMSException {
        producer.setDisableMessageID(true);
        Message sent = session.createMessage();
        producer.send(sent);
        assertThat(sent.getJMSMessageID()).isNull();
        assertThat(consumer.receive(SOON).getJMSMessageID()).isNull();
        producer.setDisableMessageID(false);
        producer.send(sent);
        assertThat(sent.getJMSMessageID()).isNotNull();
    }

    @Test
    @Proves("3.4.4-b")
    void withoutTimestampsTheyAreZero() throws JMSException {
        producer.setDisableMessageTimestamp(true);
        Message sent = session.createMessage();
        producer.send(sent);
        assertThat(sent.getJMSTimestamp()).isZero();
        assertThat(consumer.receive(SOON).getJMSTimestamp()).isZero();
        producer.setDisableMessageTimestamp(false);
        producer.send(sent);
        assertThat(sent.getJMSTimestamp()).isPositive();
    }

    @Test
    @Proves({"3.4-a", "3.4.5-a", "3.4.6-a", "3.4.8-a"})
    void whatTheClientSetsArrives() throws JMSException {
        Destination[] replies = {
            queue, session.createTopic("news"), session.createTemporaryQueue(), session.createTemporaryTopic(), null
        };
        for (Destination reply : replies) {
            Message sent = session.createMessage();
            sent.setJMSCorrelationID("correlation");
            sent.setJMSReplyTo(reply);
            sent.setJMSType("type");
            producer.send(sent);
            Message got = consumer.receive(SOON);
            assertThat(got.getJMSCorrelationID()).isEqualTo("correlation");
            assertThat(got.getJMSReplyTo()).isEqualTo(reply);
            assertThat(got.getJMSType()).isEqualTo("type");
        }
        Message bare = session.createMessage();
        producer.send(bare);
        Message got = consumer.receive(SOON);
        assertThat(got.getJMSCorrelationID()).isNull();
        assertThat(got.getJMSReplyTo()).isNull();
        assertThat(got.getJMSType()).isNull();
    }

    @Test
    @Proves({"3.4.5-a", "Message-f"})
    void correlationBytesArriveAndAreCopied() throws JMSException {
        byte[] bytes = {1, 2, 3};
        Message sent = session.createMessage();
        sent.setJMSCorrelationIDAsBytes(bytes);
        bytes[0] = 9;
        producer.send(sent);
        assertThat(consumer.receive(SOON).getJMSCorrelationIDAsBytes()).containsExactly(1, 2, 3);
    }

    @Test
    @Proves({"3.4.7-b", "3.5.11-a"})
    void aFirstDeliveryIsNoRedeliveryWhateverTheSenderSaid() throws JMSException {
        Message sent = session.createMessage();
        sent.setJMSRedelivered(true);
        producer.send(sent);
        Message got = consumer.receive(SOON);
        assertThat(got.getJMSRedelivered()).isFalse();
        assertThat(got.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Proves("3.4.9-c")
    void withoutTimeToLiveThereIsNoExpiration() throws JMSException {
        Message sent = session.createMessage();
        sent.setJMSExpiration(1);
        producer.send(sent);
        assertThat(sent.getJMSExpiration()).isZero();
        assertThat(consumer.receive(SOON).getJMSExpiration()).isZero();
    }

    @Test
    @Proves("3.4.9-d")
    void whatHasExpiredIsNotDelivered() throws JMSException {
        consumer.close();
        Message gone = session.createTextMessage("gone");
        producer.send(gone, DeliveryMode.PERSISTENT, 4, 1);
        producer.send(session.createTextMessage("there"));
        long expiration = gone.getJMSExpiration();
        Awaitility.await().until(() -> System.currentTimeMillis() > expiration);
        assertThat(receive(session.createConsumer(queue))).isEqualTo("there");
    }

    @Test
    @Proves({"3.4.9-b", "3.4.13-b"})
    void inATransactionTimesCountFromTheSend() throws JMSException {
        Session transacted = started().createSession(Session.SESSION_TRANSACTED);
        MessageProducer sending = transacted.createProducer(queue);
        sending.setDeliveryDelay(20);
        Message sent = transacted.createMessage();
        long before = System.currentTimeMillis();
        sending.send(sent, DeliveryMode.PERSISTENT, 4, HOUR);
        long after = System.currentTimeMillis();
        Awaitility.await().until(() -> System.currentTimeMillis() > after + 50);
        transacted.commit();

        Message got = consumer.receive(SOON);
        assertThat(got.getJMSExpiration())
                .isBetween(before + HOUR, after + HOUR)
                .isEqualTo(sent.getJMSExpiration());
        assertThat(got.getJMSDeliveryTime()).isBetween(before + 20, after + 20).isEqualTo(sent.getJMSDeliveryTime());
    }

    @Test
    @Proves({"3.4.13-a", "3.4.13-c"})
    void nothingComesBeforeItsDeliveryTime() throws JMSException {
        producer.setDeliveryDelay(100);
        Message sent = session.createMessage();
        long before = System.currentTimeMillis();
        producer.send(sent);
        assertThat(sent.getJMSDeliveryTime()).isBetween(before + 100, System.currentTimeMillis() + 100);
        Message got = consumer.receive(SOON);
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(sent.getJMSDeliveryTime());
        assertThat(got.getJMSDeliveryTime()).isEqualTo(sent.getJMSDeliveryTime());
    }

    @Test
    @Proves("3.4.10-b")
    void theTenPrioritiesGoInTheirOrder() throws JMSException {
        consumer.close();
        for (int priority = 0; priority <= 9; priority++) {
            producer.send(session.createTextMessage("" + priority), DeliveryMode.PERSISTENT, priority, 0);
        }
        MessageConsumer late = session.createConsumer(queue);
        for (int priority = 9; priority >= 0; priority--) {
            assertThat(receive(late)).isEqualTo("" + priority);
        }
    }
}
