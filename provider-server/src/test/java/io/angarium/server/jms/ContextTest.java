package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simplified API: sections 2.8, 7.2 and 8.2. */
class ContextTest extends BrokerBased {
    private JMSContext context;
    private Queue queue;

    @BeforeEach
    void open() {
        context = factory().createContext();
        queue = context.createQueue("orders");
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    @Proves({"7.2-a", "8.6-a"})
    void bodiesOfEachKindGoThroughInOneCall() {
        JMSConsumer consumer = context.createConsumer(queue);
        JMSProducer producer = context.createProducer();
        producer.send(queue, "text")
                .send(queue, Map.<String, Object>of("one", 1))
                .send(queue, new byte[] {1, 2});
        producer.send(queue, Integer.valueOf(42));
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("text");
        assertThat((Object) consumer.receiveBody(Map.class, SOON)).isEqualTo(Map.of("one", 1));
        assertThat(consumer.receiveBody(byte[].class, SOON)).containsExactly(1, 2);
        assertThat(consumer.receiveBody(Integer.class, SOON)).isEqualTo(42);
        assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
    }

    @Test
    void aBodyThatDoesNotFitStaysWhereItIs() {
        JMSConsumer consumer = context.createConsumer(queue);
        context.createProducer().send(queue, "text");
        assertThatThrownBy(() -> consumer.receiveBody(Map.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("text");
        context.createProducer().send(queue, context.createMessage());
        assertThatThrownBy(() -> consumer.receiveBody(Object.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThat(consumer.receive(SOON)).isNotNull();
    }

    @Test
    void producerPropertiesAndHeadersGoOntoEachMessage() throws JMSException {
        JMSProducer producer = context.createProducer()
                .setProperty("number", 1)
                .setProperty("name", "x")
                .setJMSType("type")
                .setJMSCorrelationIDAsBytes("abc".getBytes(StandardCharsets.UTF_8))
                .setJMSReplyTo(queue)
                .setPriority(9)
                .setTimeToLive(60_000);
        Message given = context.createTextMessage("x");
        given.setIntProperty("number", 2);
        producer.send(queue, given);
        TextMessage got = (TextMessage) context.createConsumer(queue).receive(SOON);
        assertThat(got.getIntProperty("number")).isEqualTo(1);
        assertThat(got.getStringProperty("name")).isEqualTo("x");
        assertThat(got.getJMSType()).isEqualTo("type");
        assertThat(got.getJMSCorrelationIDAsBytes()).asString().isEqualTo("abc");
        assertThat(got.getJMSReplyTo()).isEqualTo(queue);
        assertThat(got.getJMSPriority()).isEqualTo(9);
        assertThat(got.getJMSExpiration()).isPositive();
        assertThat(producer.getPropertyNames()).containsExactlyInAnyOrder("number", "name");
        assertThatThrownBy(() -> producer.setProperty("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> producer.setProperty("object", new Object()))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    @Proves("2.8.2-a")
    void exceptionsAreTheUncheckedOnes() {
        JMSProducer producer = context.createProducer();
        assertThatThrownBy(() -> producer.send(null, "x")).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThatThrownBy(() -> producer.send(queue, (Message) null))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(null)).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(queue, "="))
                .isInstanceOf(InvalidSelectorRuntimeException.class);
        assertThatThrownBy(() -> producer.setPriority(10)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> producer.setDeliveryMode(7)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> context.createContext(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> factory().createContext(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
        context.close();
        assertThatThrownBy(() -> context.createConsumer(queue)).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> producer.send(queue, "x")).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(context::acknowledge).isInstanceOf(IllegalStateRuntimeException.class);
        context.close();
    }

    @Test
    @Proves({"6.1.8-e", "JMSContext-a"})
    void theConnectionLivesAsLongAsItsLastContext() {
        JMSContext child = context.createContext(JMSContext.SESSION_TRANSACTED);
        assertThat(child.getTransacted()).isTrue();
        assertThat(child.getSessionMode()).isEqualTo(JMSContext.SESSION_TRANSACTED);
        context.close();
        child.createProducer().send(queue, "one");
        child.commit();
        JMSConsumer consumer = child.createConsumer(queue);
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("one");
        child.rollback();
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("one");
        child.close();
        assertThatThrownBy(child::createMessage).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    void aContextStartsWithItsFirstConsumerUnlessToldOtherwise() {
        try (JMSContext quiet = factory().createContext()) {
            quiet.setAutoStart(false);
            JMSConsumer consumer = quiet.createConsumer(queue);
            context.createProducer().send(queue, "one");
            assertThat(consumer.receive(MOMENT)).isNull();
            quiet.start();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("one");
        }
    }

    @Test
    void theClientIdentifierMayBeSetBeforeTheContextIsUsed() {
        try (JMSContext fresh = factory().createContext()) {
            fresh.setClientID("client");
            assertThat(fresh.getClientID()).isEqualTo("client");
            fresh.createDurableConsumer(fresh.createTopic("news"), "sub").close();
            fresh.unsubscribe("sub");
        }
        assertThatThrownBy(() -> context.setClientID("late")).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    void aListenerMayNotCloseOrStopItsContext() throws InterruptedException {
        BlockingQueue<Class<?>> outcome = new LinkedBlockingQueue<>();
        context.createConsumer(queue).setMessageListener(message -> {
            for (Runnable call : new Runnable[] {context::close, context::stop}) {
                try {
                    call.run();
                    outcome.add(Object.class);
                } catch (JMSRuntimeException e) {
                    outcome.add(e.getClass());
                }
            }
        });
        try (JMSContext other = factory().createContext()) {
            other.createProducer().send(queue, "one");
        }
        assertThat(outcome.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(IllegalStateRuntimeException.class);
        assertThat(outcome.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(IllegalStateRuntimeException.class);
    }

    @Test
    @Proves("JMSContext-c")
    void clientAcknowledgeWorksOnTheContext() {
        try (JMSContext acknowledging = factory().createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            context.createProducer().send(queue, "one").send(queue, "two");
            JMSConsumer consumer = acknowledging.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("one");
            acknowledging.acknowledge();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("two");
            acknowledging.recover();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("two");
        }
    }
}
