package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walking path: queues, bodies, headers. */
class SendAndReceiveTest extends BrokerBased {

    @Test
    @Proves({"6.2.9-a", "6.2.9-b"})
    void messagesArriveInTheOrderOfSending() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 1000; i++) {
            producer.setDeliveryMode(i % 2 == 0 ? DeliveryMode.NON_PERSISTENT : DeliveryMode.PERSISTENT);
            producer.send(session.createTextMessage("message " + i));
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 1000; i++) {
            assertThat(receive(consumer)).isEqualTo("message " + i);
        }
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves("3.4-a")
    void headersAndPropertiesArriveAsTheyWereSet() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        TextMessage sent = session.createTextMessage("täglich \uD800 ein Stück");
        sent.setJMSCorrelationID("correlation");
        sent.setJMSType("type");
        sent.setJMSReplyTo(session.createTopic("replies"));
        sent.setIntProperty("number", 42);
        sent.setStringProperty("nothing", null);
        producer.send(sent, DeliveryMode.NON_PERSISTENT, 7, 100_000);

        TextMessage got = (TextMessage) session.createConsumer(queue).receive(SOON);
        assertThat(got.getText()).isEqualTo("täglich \uD800 ein Stück");
        assertThat(got.getJMSCorrelationID()).isEqualTo("correlation");
        assertThat(got.getJMSType()).isEqualTo("type");
        assertThat(got.getJMSReplyTo()).isEqualTo(session.createTopic("replies"));
        assertThat(got.getJMSDestination()).isEqualTo(queue);
        assertThat(got.getJMSMessageID()).isEqualTo(sent.getJMSMessageID()).startsWith("ID:");
        assertThat(got.getJMSTimestamp()).isEqualTo(sent.getJMSTimestamp());
        assertThat(got.getJMSExpiration()).isEqualTo(sent.getJMSExpiration());
        assertThat(got.getJMSDeliveryTime()).isEqualTo(sent.getJMSDeliveryTime());
        assertThat(got.getJMSPriority()).isEqualTo(7);
        assertThat(got.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(got.getJMSRedelivered()).isFalse();
        assertThat(got.getIntProperty("number")).isEqualTo(42);
        assertThat(got.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        Enumeration<?> all = got.getPropertyNames();
        List<Object> names = new ArrayList<>();
        all.asIterator().forEachRemaining(names::add);
        assertThat(names).containsExactlyInAnyOrder("number", "nothing", "JMSXDeliveryCount");
    }

    @Test
    void bytesArriveAndTheMessageMayBeChangedAfterItsSending() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        BytesMessage message = session.createBytesMessage();
        message.writeInt(1);
        producer.send(message);
        message.clearBody();
        message.writeInt(2);
        producer.send(message);

        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(((BytesMessage) consumer.receive(SOON)).readInt()).isEqualTo(1);
        assertThat(((BytesMessage) consumer.receive(SOON)).readInt()).isEqualTo(2);
    }

    @Test
    void aConsumerOfAConnectionThatIsNotStartedTakesNothing() throws JMSException {
        Connection idle = connection();
        Session idleSession = idle.createSession();
        Queue queue = idleSession.createQueue("orders");
        MessageConsumer waiting = idleSession.createConsumer(queue);
        assertThat(waiting.receiveNoWait()).isNull();

        Session session = started().createSession();
        session.createProducer(queue).send(session.createTextMessage("one"));
        assertThat(receive(session.createConsumer(queue))).isEqualTo("one");
        assertThat(waiting.receive(MOMENT)).isNull();
    }

    @Test
    void aSelectorPicksMessages() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 10; i++) {
            Message message = session.createTextMessage("message " + i);
            message.setIntProperty("number", i);
            producer.send(message);
        }
        MessageConsumer consumer = session.createConsumer(queue, "number > 7");
        assertThat(receive(consumer)).isEqualTo("message 8");
        assertThat(receive(consumer)).isEqualTo("message 9");
        assertThat(consumer.receiveNoWait()).isNull();
    }
}
