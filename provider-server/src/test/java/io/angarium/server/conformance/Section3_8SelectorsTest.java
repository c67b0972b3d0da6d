package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 3.8: which messages a selector lets through; its grammar is tested cell by cell in the server's selector package. */
class Section3_8SelectorsTest extends WithBroker {
    private Session session;
    private Queue queue;
    private MessageProducer producer;

    @BeforeEach
    void open() throws JMSException {
        session = started("clientId=selecting").createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
    }

    private Message car(String color, int weight) throws JMSException {
        Message message = session.createTextMessage(color + " " + weight);
        message.setJMSType("car");
        message.setStringProperty("color", color);
        message.setIntProperty("weight", weight);
        return message;
    }

    @Test
    @Proves({"3.8.1-a", "4.1.2-b", "3.8.1.1-n"})
    void onlyMatchingMessagesComeAndTheOthersStay() throws JMSException {
        MessageConsumer blue = session.createConsumer(queue, "JMSType = 'car' AND color = 'blue' AND weight > 2500");
        producer.send(car("blue", 2500));
        producer.send(car("red", 3000));
        producer.send(car("blue", 2501));
        producer.send(session.createTextMessage("no car"));
        assertThat(receive(blue)).isEqualTo("blue 2501");
        assertThat(blue.receiveNoWait()).isNull();
        MessageConsumer rest = session.createConsumer(queue);
        assertThat(receive(rest)).isEqualTo("blue 2500");
        assertThat(receive(rest)).isEqualTo("red 3000");
        assertThat(receive(rest)).isEqualTo("no car");
    }

    @Test
    @Proves({"3.8.1.1-a", "MessageConsumer-a"})
    void anEmptySelectorIsNone() throws JMSException {
        producer.send(car("red", 1));
        MessageConsumer all = session.createConsumer(queue, "");
        assertThat(receive(all)).isEqualTo("red 1");
        assertThat(all.getMessageSelector()).isNull();
        assertThat(session.createConsumer(queue, null).getMessageSelector()).isNull();
        assertThat(session.createConsumer(queue, "a = 1").getMessageSelector()).isEqualTo("a = 1");
        assertThat(session.createBrowser(queue, "").getMessageSelector()).isNull();
        assertThat(session.createBrowser(queue, "a = 1").getMessageSelector()).isEqualTo("a = 1");
        try (JMSContext context = factory().createContext()) {
            assertThat(context.createConsumer(queue, "a = 1").getMessageSelector())
                    .isEqualTo("a = 1");
            assertThat(context.createConsumer(queue, "").getMessageSelector()).isNull();
        }
    }

    @Test
    @Proves("3.8.1.1-j")
    void propertiesAreComparedByTheTypeThatTheyWereSetWith() throws JMSException {
        Message text = session.createTextMessage("text");
        text.setStringProperty("orders", "2");
        producer.send(text);
        Message number = session.createTextMessage("number");
        number.setIntProperty("orders", 2);
        producer.send(number);
        assertThat(receive(session.createConsumer(queue, "orders > 1"))).isEqualTo("number");
        assertThat(receive(session.createConsumer(queue, "orders = '2'"))).isEqualTo("text");
    }

    @Test
    @Proves({"3.8.1.1-l", "3.8.1.3-a"})
    void theHeaderFieldsThatCanBeNamedAreThoseOfTheMessage() throws JMSException {
        Message message = session.createTextMessage("chosen");
        message.setJMSCorrelationID("c");
        message.setJMSType("t");
        producer.send(session.createTextMessage("other"), DeliveryMode.PERSISTENT, 4, 0);
        for (String field : new String[] {
            "JMSDeliveryMode = 'NON_PERSISTENT'",
            "JMSPriority = 7",
            "JMSMessageID = '%s'",
            "JMSTimestamp = %2$s AND JMSType IS NOT NULL",
            "JMSCorrelationID = 'c'",
            "JMSType = 't'"
        }) {
            producer.send(message, DeliveryMode.NON_PERSISTENT, 7, 0);
            String selector = field.formatted(message.getJMSMessageID(), message.getJMSTimestamp());
            MessageConsumer consumer = session.createConsumer(queue, selector);
            assertThat(receive(consumer)).as(selector).isEqualTo("chosen");
            consumer.close();
        }
        for (String other : new String[] {"JMSDestination", "JMSReplyTo", "JMSExpiration", "JMSRedelivered"}) {
            assertThatThrownBy(() -> session.createConsumer(queue, other + " IS NULL"))
                    .isInstanceOf(InvalidSelectorException.class);
        }
    }

    private interface Call {
        void with(String selector) throws JMSException;
    }

    @Test
    @Proves({"3.8.1.1-w", "10.3-d", "Session-d"})
    void aWrongSelectorIsRefusedWhereverItIsPresented() throws JMSException {
        Topic topic = session.createTopic("news");
        QueueSession queues = closedLater(factory().createQueueConnection()).createQueueSession(false, 1);
        TopicSession topics = closedLater(factory().createTopicConnection()).createTopicSession(false, 1);
        Call[] calls = {
            selector -> session.createConsumer(queue, selector),
            selector -> session.createConsumer(topic, selector, true),
            selector -> session.createDurableConsumer(topic, "sub", selector, false),
            selector -> session.createDurableSubscriber(topic, "sub", selector, false),
            selector -> session.createSharedConsumer(topic, "sub", selector),
            selector -> session.createSharedDurableConsumer(topic, "sub", selector),
            selector -> session.createBrowser(queue, selector),
            selector -> queues.createReceiver(queue, selector),
            selector -> topics.createSubscriber(topic, selector, false)
        };
        for (Call call : calls) {
            for (String selector :
                    new String[] {"color =", "= 1", "color = 'blue", "a IN ()", "a BETWEEN 1", "a ==1"}) {
                assertThatThrownBy(() -> call.with(selector)).isInstanceOf(InvalidSelectorException.class);
            }
        }
        try (JMSContext context = factory("clientId=other").createContext()) {
            Call[] unchecked = {
                selector -> context.createConsumer(queue, selector),
                selector -> context.createDurableConsumer(topic, "sub", selector, false),
                selector -> context.createSharedConsumer(topic, "sub", selector),
                selector -> context.createSharedDurableConsumer(topic, "sub", selector),
                selector -> context.createBrowser(queue, selector)
            };
            for (Call call : unchecked) {
                assertThatThrownBy(() -> call.with("color =")).isInstanceOf(InvalidSelectorRuntimeException.class);
            }
        }
    }
}
