package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 7: producers of each API, their options, and what JMSProducer puts on a message. */
class Section7ProducersTest extends WithBroker {
    private static final long HOUR = 3_600_000;
    private static final long MOMENT = 100;

    private Session session;
    private Queue queue;
    private MessageConsumer consumer;
    private JMSContext context;
    private JMSProducer simple;

    @BeforeEach
    void open() throws JMSException {
        session = started().createSession();
        queue = session.createQueue("orders");
        consumer = session.createConsumer(queue);
        context = factory().createContext();
        simple = context.createProducer();
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    private void assertGot(String text, int mode, int priority, long timeToLive) throws JMSException {
        Message got = consumer.receive(SOON);
        assertThat(text(got)).isEqualTo(text);
        assertThat(got.getJMSDeliveryMode()).isEqualTo(mode);
        assertThat(got.getJMSPriority()).isEqualTo(priority);
        assertThat(got.getJMSExpiration()).isEqualTo(timeToLive == 0 ? 0 : got.getJMSTimestamp() + timeToLive);
    }

    @Test
    @Proves({"7.1-a", "MessageProducer-b", "MessageProducer-c"})
    void aProducerHasItsDestinationOrNeedsOneWithEachSend() throws JMSException {
        MessageProducer fixed = session.createProducer(queue);
        MessageProducer any = session.createProducer(null);
        Message message = session.createTextMessage("text");
        CompletionListener listener = new Told(new LinkedBlockingQueue<>());
        fixed.send(message);
        assertThat(receive(consumer)).isEqualTo("text");
        any.send(queue, message);
        assertThat(receive(consumer)).isEqualTo("text");
        assertThat(fixed.getDestination()).isEqualTo(queue);
        assertThat(any.getDestination()).isNull();
        assertThatThrownBy(() -> any.send(message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> any.send(message, 1, 1, 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> any.send(message, listener)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fixed.send(queue, message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fixed.send(queue, message, 1, 1, 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fixed.send(queue, message, listener))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Proves({"7.2-b", "7.4-b"})
    void whatIsGivenWithASendGoesBeforeTheProducersOwn() throws JMSException {
        MessageProducer fixed = session.createProducer(queue);
        MessageProducer any = session.createProducer(null);
        for (MessageProducer producer : List.of(fixed, any)) {
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.setPriority(3);
            producer.setTimeToLive(HOUR);
        }
        fixed.send(session.createTextMessage("own"));
        assertGot("own", DeliveryMode.PERSISTENT, 3, HOUR);
        fixed.send(session.createTextMessage("given"), DeliveryMode.NON_PERSISTENT, 7, 2 * HOUR);
        assertGot("given", DeliveryMode.NON_PERSISTENT, 7, 2 * HOUR);
        any.send(queue, session.createTextMessage("given"), DeliveryMode.NON_PERSISTENT, 8, 0);
        assertGot("given", DeliveryMode.NON_PERSISTENT, 8, 0);
        any.send(queue, session.createTextMessage("own"));
        assertGot("own", DeliveryMode.PERSISTENT, 3, HOUR);
    }

    @Test
    @Proves({"7.2-b", "MessageProducer-b", "MessageProducer-c"})
    void sendersAndPublishersSendInEachOfTheirForms() throws JMSException {
        var queueConnection = closedLater(factory().createQueueConnection());
        var queueSession = queueConnection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueSender sender = queueSession.createSender(queue);
        QueueSender anySender = queueSession.createSender(null);
        Message message = session.createTextMessage("text");
        sender.send(message, DeliveryMode.NON_PERSISTENT, 1, HOUR);
        assertGot("text", DeliveryMode.NON_PERSISTENT, 1, HOUR);
        anySender.send(queue, message, DeliveryMode.NON_PERSISTENT, 2, 0);
        assertGot("text", DeliveryMode.NON_PERSISTENT, 2, 0);
        anySender.send(queue, message);
        assertGot("text", DeliveryMode.PERSISTENT, 4, 0);
        assertThat(sender.getQueue()).isEqualTo(queue);
        assertThat(anySender.getQueue()).isNull();
        assertThatThrownBy(() -> sender.send(queue, message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> anySender.send(message)).isInstanceOf(UnsupportedOperationException.class);

        var topicConnection = closedLater(factory().createTopicConnection());
        var topicSession = topicConnection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Topic topic = topicSession.createTopic("news");
        TopicPublisher publisher = topicSession.createPublisher(topic);
        TopicPublisher anyPublisher = topicSession.createPublisher(null);
        consumer = session.createConsumer(topic);
        publisher.publish(message);
        assertGot("text", DeliveryMode.PERSISTENT, 4, 0);
        publisher.publish(message, DeliveryMode.NON_PERSISTENT, 1, HOUR);
        assertGot("text", DeliveryMode.NON_PERSISTENT, 1, HOUR);
        anyPublisher.publish(topic, message, DeliveryMode.NON_PERSISTENT, 2, 0);
        assertGot("text", DeliveryMode.NON_PERSISTENT, 2, 0);
        anyPublisher.publish(topic, message);
        assertGot("text", DeliveryMode.PERSISTENT, 4, 0);
        assertThat(publisher.getTopic()).isEqualTo(topic);
        assertThat(anyPublisher.getTopic()).isNull();
        assertThatThrownBy(() -> publisher.publish(topic, message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> anyPublisher.publish(message)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Proves({"7.4-a", "MessageProducer-a"})
    void optionsHaveTheirDefaultsAndApplyToEachMessage() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(producer.getPriority()).isEqualTo(4);
        assertThat(producer.getTimeToLive()).isZero();
        assertThat(producer.getDeliveryDelay()).isZero();
        assertThat(producer.getDisableMessageID()).isFalse();
        assertThat(producer.getDisableMessageTimestamp()).isFalse();
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(6);
        producer.setTimeToLive(HOUR);
        producer.setDeliveryDelay(20);
        producer.setDisableMessageID(true);
        assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(producer.getPriority()).isEqualTo(6);
        assertThat(producer.getTimeToLive()).isEqualTo(HOUR);
        assertThat(producer.getDeliveryDelay()).isEqualTo(20);
        assertThat(producer.getDisableMessageID()).isTrue();
        for (int i = 0; i < 2; i++) {
            Message sent = session.createTextMessage("text");
            producer.send(sent);
            assertThat(sent.getJMSDeliveryTime()).isEqualTo(sent.getJMSTimestamp() + 20);
            assertGot("text", DeliveryMode.NON_PERSISTENT, 6, HOUR);
        }
    }

    @Test
    @Proves({"7.4-a", "MessageProducer-a", "7.10-a"})
    void theSimplifiedProducerHasTheSameOptionsAndReturnsItself() throws JMSException {
        assertThat(simple.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(simple.getPriority()).isEqualTo(4);
        assertThat(simple.getTimeToLive()).isZero();
        assertThat(simple.getDeliveryDelay()).isZero();
        assertThat(simple.getDisableMessageID()).isFalse();
        assertThat(simple.getDisableMessageTimestamp()).isFalse();
        assertThat(simple.getAsync()).isNull();
        JMSProducer chained = simple.setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setPriority(6)
                .setTimeToLive(HOUR)
                .setDeliveryDelay(10)
                .setDisableMessageID(true)
                .setDisableMessageTimestamp(false)
                .setAsync(null)
                .setProperty("boolean", true)
                .setProperty("byte", (byte) 1)
                .setProperty("short", (short) 1)
                .setProperty("int", 1)
                .setProperty("long", 1L)
                .setProperty("float", 1f)
                .setProperty("double", 1d)
                .setProperty("text", "x")
                .setProperty("object", (Object) 1)
                .clearProperties()
                .setJMSCorrelationID("c")
                .setJMSCorrelationIDAsBytes(new byte[] {1})
                .setJMSReplyTo(queue)
                .setJMSType("t")
                .send(queue, "text");
        assertThat(chained).isSameAs(simple);
        assertThat(simple.getDeliveryDelay()).isEqualTo(10);
        assertThat(simple.getDisableMessageID()).isTrue();
        assertThat(simple.getTimeToLive()).isEqualTo(HOUR);
        assertGot("text", DeliveryMode.NON_PERSISTENT, 6, HOUR);
    }

    @Test
    @Proves("MessageProducer-d")
    void optionsThatDoNotExistAreRefused() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (int mode : new int[] {0, 3, -1}) {
            assertThatThrownBy(() -> producer.setDeliveryMode(mode)).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> producer.send(session.createMessage(), mode, 4, 0))
                    .isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> simple.setDeliveryMode(mode)).isInstanceOf(JMSRuntimeException.class);
        }
        for (int priority : new int[] {-1, 10}) {
            assertThatThrownBy(() -> producer.setPriority(priority)).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> producer.send(session.createMessage(), 2, priority, 0))
                    .isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> simple.setPriority(priority)).isInstanceOf(JMSRuntimeException.class);
        }
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves({"7.2-a", "JMSProducer-a"})
    void aBodyIsSentAsTheMessageOfItsKind() throws JMSException {
        simple.send(queue, "text")
                .send(queue, Map.<String, Object>of("one", 1))
                .send(queue, new byte[] {1, 2})
                .send(queue, (Serializable) 42);
        assertThat(((TextMessage) consumer.receive(SOON)).getText()).isEqualTo("text");
        assertThat(((MapMessage) consumer.receive(SOON)).getInt("one")).isEqualTo(1);
        assertThat(((BytesMessage) consumer.receive(SOON)).getBody(byte[].class))
                .containsExactly(1, 2);
        assertThat(((ObjectMessage) consumer.receive(SOON)).getObject()).isEqualTo(42);
        simple.send(queue, (String) null)
                .send(queue, (Map<String, Object>) null)
                .send(queue, (byte[]) null)
                .send(queue, (Serializable) null);
        assertThat(((TextMessage) consumer.receive(SOON)).getText()).isNull();
        assertThat(((MapMessage) consumer.receive(SOON)).getMapNames().hasMoreElements())
                .isFalse();
        assertThat(((BytesMessage) consumer.receive(SOON)).getBodyLength()).isZero();
        assertThat(((ObjectMessage) consumer.receive(SOON)).getObject()).isNull();
    }

    @Test
    @Proves({"7.5-a", "7.6-a", "JMSProducer-f"})
    void whatIsSetOnTheProducerReplacesWhatIsOnTheMessage() throws JMSException {
        Destination reply = context.createTopic("reply");
        byte[] correlation = {1, 2};
        simple.setProperty("number", 1).setProperty("name", "x");
        simple.setJMSCorrelationID("text");
        assertThat(simple.getJMSCorrelationID()).isEqualTo("text");
        simple.setJMSCorrelationIDAsBytes(correlation).setJMSReplyTo(reply).setJMSType("producer's");
        correlation[0] = 9;
        assertThat(simple.getJMSCorrelationIDAsBytes()).containsExactly(1, 2);
        assertThat(simple.getJMSReplyTo()).isEqualTo(reply);
        assertThat(simple.getJMSType()).isEqualTo("producer's");
        Message message = context.createTextMessage("text");
        message.setIntProperty("number", 2);
        message.setIntProperty("kept", 3);
        message.setJMSCorrelationID("message's");
        message.setJMSReplyTo(queue);
        message.setJMSType("message's");
        simple.send(queue, message).send(queue, "body only");
        for (int i = 0; i < 2; i++) {
            Message got = consumer.receive(SOON);
            assertThat(got.getIntProperty("number")).isEqualTo(1);
            assertThat(got.getStringProperty("name")).isEqualTo("x");
            assertThat(got.getObjectProperty("kept")).isEqualTo(i == 0 ? 3 : null);
            assertThat(got.getJMSCorrelationIDAsBytes()).containsExactly(1, 2);
            assertThat(got.getJMSReplyTo()).isEqualTo(reply);
            assertThat(got.getJMSType()).isEqualTo("producer's");
        }
    }

    @Test
    @Proves({"JMSProducer-b", "JMSProducer-c"})
    void propertiesOfAProducerAreReadWithTheConversionsOfMessages() {
        simple.setProperty("int", 1)
                .setProperty("text", "2")
                .setProperty("flag", true)
                .setProperty("real", 1.5f);
        Set<String> names = simple.getPropertyNames();
        assertThat(names).containsExactlyInAnyOrder("int", "text", "flag", "real");
        assertThatThrownBy(() -> names.remove("int")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> names.iterator().remove()).isInstanceOf(RuntimeException.class);
        assertThat(simple.propertyExists("int")).isTrue();
        assertThat(simple.propertyExists("other")).isFalse();
        assertThat(simple.getIntProperty("int")).isEqualTo(1);
        assertThat(simple.getLongProperty("int")).isEqualTo(1);
        assertThat(simple.getStringProperty("int")).isEqualTo("1");
        assertThat(simple.getByteProperty("text")).isEqualTo((byte) 2);
        assertThat(simple.getShortProperty("text")).isEqualTo((short) 2);
        assertThat(simple.getFloatProperty("text")).isEqualTo(2f);
        assertThat(simple.getDoubleProperty("real")).isEqualTo(1.5);
        assertThat(simple.getBooleanProperty("flag")).isTrue();
        assertThat(simple.getObjectProperty("real")).isEqualTo(1.5f);
        assertThat(simple.getObjectProperty("other")).isNull();
        assertThat(simple.getStringProperty("other")).isNull();
        assertThatThrownBy(() -> simple.getByteProperty("int")).isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> simple.getIntProperty("other")).isInstanceOf(NumberFormatException.class);
        simple.setProperty("late", 1);
        assertThat(names).contains("late");
        simple.clearProperties();
        assertThat(names).isEmpty();
    }

    @Test
    @Proves({"JMSProducer-d", "10.3-i"})
    void propertiesThatCannotBeSetAreRefused() throws JMSException {
        for (String name : new String[] {null, ""}) {
            assertThatThrownBy(() -> simple.setProperty(name, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> simple.setProperty(name, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> simple.setProperty(name, (Object) 1L))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> simple.setProperty("x", new Object()))
                .isInstanceOf(MessageFormatRuntimeException.class);
        session.createProducer(queue).send(session.createTextMessage("text"));
        Message readOnly = consumer.receive(SOON);
        assertThatThrownBy(
                        () -> context.createProducer().setProperty("number", 1).send(queue, readOnly))
                .isInstanceOf(MessageNotWriteableRuntimeException.class);
        context.createProducer().send(queue, readOnly);
        assertThat(receive(consumer)).as("without properties it can be sent").isEqualTo("text");
    }

    /** Says how a send ended. */
    private record Told(BlockingQueue<Object> endings) implements CompletionListener {
        @Override
        public void onCompletion(Message message) {
            endings.add(message);
        }

        @Override
        public void onException(Message message, Exception exception) {
            endings.add(exception);
        }
    }

    @Test
    @Proves({"JMSProducer-e", "CompletionListener-a", "7.3.7-a"})
    void setAsyncMakesSendsAsynchronousUntilItIsTakenBack() throws Exception {
        BlockingQueue<Object> endings = new LinkedBlockingQueue<>();
        CompletionListener listener = new Told(endings);
        TextMessage message = context.createTextMessage("text");
        simple.setAsync(listener);
        assertThat(simple.getAsync()).isSameAs(listener);
        simple.send(queue, message);
        context.createProducer().send(queue, "at the same time");
        assertThat(endings.poll(SOON, TimeUnit.MILLISECONDS)).isSameAs(message);
        simple.setAsync(null).send(queue, "synchronous");
        assertThat(endings.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
        for (String expected : List.of("text", "at the same time", "synchronous")) {
            assertThat(receive(consumer)).isEqualTo(expected);
        }
    }

    @Test
    @Proves({"7.2-c", "7.3-a", "7.3.1-a"})
    void aPersistentSendReturnsAndCompletesWhenItsMessageIsSafe() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        BlockingQueue<Object> endings = new LinkedBlockingQueue<>();
        Session other = connection().createSession();
        MessageProducer asynchronous = other.createProducer(queue);
        Message message = session.createTextMessage("text");
        disk.faults().freezeForces();
        asynchronous.send(other.createTextMessage("asynchronous"), new Told(endings));
        Threads.Call<String> send = Threads.call(() -> {
                    producer.send(message);
                    return "sent";
                })
                .stillRuns("the disk does not answer");
        assertThat(endings).isEmpty();
        disk.faults().releaseForces();
        assertThat(send.result()).isEqualTo("sent");
        assertThat(endings.poll(SOON, TimeUnit.MILLISECONDS)).isInstanceOf(Message.class);
    }

    @Test
    @Proves("7.9-a")
    void aDelayedMessageGoesToTheSubscriptionsOfItsSend() throws JMSException {
        Topic topic = session.createTopic("news");
        MessageConsumer early = session.createConsumer(topic);
        MessageProducer producer = session.createProducer(topic);
        producer.setDeliveryDelay(200);
        producer.send(session.createTextMessage("delayed"));
        MessageConsumer late = session.createConsumer(topic);
        assertThat(receive(early)).isEqualTo("delayed");
        assertThat(late.receive(MOMENT)).isNull();
    }

    @Test
    @Proves({"7.7-a", "7.7-b", "9.1-b", "6.2.12-a"})
    void aKilledProviderLosesNoPersistentMessageAndDoublesNone() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        consumer.close();
        for (int i = 0; i < 20; i++) {
            int mode = i % 2 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
            producer.send(session.createTextMessage("" + i), mode, 4, 0);
        }
        MessageConsumer before = session.createConsumer(queue);
        for (int i = 0; i < 6; i++) {
            assertThat(receive(before)).isEqualTo("" + i);
        }
        producer.send(session.createTextMessage("20"));
        killBroker();
        Session after = started().createSession();
        MessageConsumer rest = after.createConsumer(queue);
        for (int i = 6; i <= 20; i += 2) {
            assertThat(receive(rest)).isEqualTo("" + i);
        }
        assertThat(rest.receive(MOMENT)).isNull();
    }

    @Test
    @Proves({"2.8.2-a", "JMSContext-b", "Connection-b"})
    void theSimplifiedApiFailsWithUncheckedExceptions() throws JMSException {
        for (int mode : new int[] {-1, 4, 17}) {
            assertThatThrownBy(() -> context.createContext(mode)).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> factory().createContext(mode)).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> factory().createContext(null, null, mode)).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> connection().createSession(mode)).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> connection().createSession(false, mode)).isInstanceOf(JMSException.class);
        }
        assertThatThrownBy(() -> simple.send(queue, (Message) null)).isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
        context.close();
        assertThatThrownBy(() -> simple.send(queue, "x")).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(queue)).isInstanceOf(IllegalStateRuntimeException.class);
    }
}
