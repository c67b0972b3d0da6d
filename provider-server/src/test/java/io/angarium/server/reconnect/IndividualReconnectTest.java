package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.session.AngariumSession;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application says of one message when the connection was lost since it came. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IndividualReconnectTest {
    private static final long SOON = 20_000;

    @TempDir
    private Path folder;

    private Broker broker;
    private Relay relay;
    private Connection connection;
    private Session session;
    private Queue queue;
    private MessageConsumer consumer;

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
        connection = new AngariumConnectionFactory("angarium://127.0.0.1:" + relay.port()).createConnection();
        connection.start();
        session = connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
        queue = session.createQueue("orders");
        session.createProducer(queue).send(session.createTextMessage("one"));
        consumer = session.createConsumer(queue);
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        relay.close();
        broker.close();
    }

    private long messages(String name) {
        return (long) ManagementPeer.ask("angarium://127.0.0.1:" + broker.port(), "queue.show", Map.of("name", name))
                .get("messages");
    }

    @Test
    void nothingThatIsSaidOfAMessageOfAClosedConsumerCountsAfterALoss() throws JMSException {
        AngariumMessage message = (AngariumMessage) consumer.receive(SOON);
        consumer.close();
        relay.cut();
        Message again = session.createConsumer(queue).receive(SOON);
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThatThrownBy(message::reject).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(message::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
        assertThat(messages("orders")).isOne();
        again.acknowledge();
        assertThat(messages("orders")).isZero();
    }

    @Test
    void whatAnOpenConsumerHadIsAcceptedOnceItHasComeAgain() throws JMSException {
        AngariumMessage message = (AngariumMessage) consumer.receive(SOON);
        relay.cut();
        session.createProducer(queue).send(session.createTextMessage("two")); // by the new link
        assertThatThrownBy(message::reject).isInstanceOf(IllegalStateException.class);
        message.acknowledge();
        Message next = consumer.receive(SOON);
        if (next.getBody(String.class).equals("one")) {
            next.acknowledge(); // it had come again before the acknowledgement
            next = consumer.receive(SOON);
        }
        assertThat(next.getBody(String.class)).isEqualTo("two");
        next.acknowledge();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(messages("orders")).isZero();
    }
}
