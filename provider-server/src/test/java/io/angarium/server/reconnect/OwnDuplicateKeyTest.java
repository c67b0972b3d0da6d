package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.wire.EncodedMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that was started again sends again what it does not know the outcome of, under keys of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OwnDuplicateKeyTest {
    private static final String KEY = "JMS_Angarium_DuplicateKey";

    @TempDir
    private Path folder;

    private Broker broker;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private JMSContext connect(int mode) {
        return new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createContext(mode);
    }

    /** One life of the application. */
    private void send(int mode, int from, int to) {
        try (JMSContext context = connect(mode)) {
            for (int i = from; i <= to; i++) {
                context.createProducer().setProperty(KEY, "order " + i).send(context.createQueue("q"), "" + i);
            }
            if (mode == JMSContext.SESSION_TRANSACTED) {
                context.commit();
            }
        }
    }

    private List<String> drain(String queue) {
        List<String> texts = new ArrayList<>();
        try (JMSContext context = connect(JMSContext.AUTO_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            for (String text = consumer.receiveBody(String.class, 500);
                    text != null;
                    text = consumer.receiveBody(String.class, 200)) {
                texts.add(text);
            }
        }
        return texts;
    }

    @Test
    void itIsTakenOnceOverRestartsOfBothAndInTransactions() {
        assertThat(KEY).isEqualTo(EncodedMessage.DUPLICATE_KEY);
        send(JMSContext.AUTO_ACKNOWLEDGE, 1, 3);
        send(JMSContext.AUTO_ACKNOWLEDGE, 2, 4);
        broker.close();
        start();
        send(JMSContext.SESSION_TRANSACTED, 3, 6);
        broker.close();
        start();
        send(JMSContext.SESSION_TRANSACTED, 1, 7);
        assertThat(drain("q")).containsExactly("1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void aMessageThatWasReceivedAndIsSentOnCountsAsNew() throws JMSException {
        send(JMSContext.AUTO_ACKNOWLEDGE, 1, 1);
        try (JMSContext context = connect(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            JMSConsumer consumer = context.createConsumer(queue);
            Message message = consumer.receive(5_000);
            assertThat(message.getStringProperty(KEY)).isEqualTo("order 1");
            consumer.close();
            context.createProducer().send(queue, message);
        }
        assertThat(drain("q")).containsExactly("1");
    }

    @Test
    void whatCannotBeAKeyIsRefusedBeforeItIsSent() {
        try (JMSContext context = connect(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            assertThatThrownBy(
                            () -> context.createProducer().setProperty(KEY, 7).send(queue, "a"))
                    .isInstanceOf(MessageFormatRuntimeException.class)
                    .hasMessageContaining(KEY);
            assertThatThrownBy(() -> context.createProducer()
                            .setProperty(KEY, "x".repeat(2_000))
                            .send(queue, "a"))
                    .isInstanceOf(MessageFormatRuntimeException.class);
        }
        assertThat(drain("q")).isEmpty();
    }
}
