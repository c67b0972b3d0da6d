package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of one factory share sockets while they only send; one that consumes goes on over a socket of its own, and nobody notices. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OwnSocketTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private final List<Connection> connections = new ArrayList<>();
    private Broker broker;
    private Relay relay;
    private ConnectionFactory factory;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
        factory = new AngariumConnectionFactory("angarium://127.0.0.1:" + relay.port());
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        relay.close();
        broker.close();
    }

    private Connection connect() throws JMSException {
        Connection connection = factory.createConnection();
        connections.add(connection);
        connection.setExceptionListener(problem -> {
            throw new AssertionError("the application was told", problem);
        });
        connection.start();
        return connection;
    }

    private void send(Connection connection, String queue, String text) throws JMSException {
        try (Session session = connection.createSession()) {
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage(text));
        }
    }

    private static String receive(MessageConsumer consumer) throws JMSException {
        return ((TextMessage) consumer.receive(SOON)).getText();
    }

    @Test
    void twentyConnectionsThatSendHaveTwoSockets() throws JMSException {
        for (int i = 0; i < 20; i++) {
            send(connect(), "q", "m" + i);
        }
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void aLoneConnectionKeepsItsSocketAndTheNextOneOpensAnother() throws JMSException {
        Session session = connect().createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(relay.connections()).isEqualTo(1);
        send(connect(), "q", "from the next");
        assertThat(receive(consumer)).isEqualTo("from the next");
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void whoConsumesLeavesThoseWhoSend() throws JMSException {
        Connection sends = connect();
        Connection consumes = connect();
        send(sends, "q", "a");
        Session session = consumes.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        assertThat(relay.connections()).isEqualTo(1);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(relay.connections()).isEqualTo(2);
        producer.send(session.createTextMessage("b"));
        send(sends, "q", "c");
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            received.add(receive(consumer));
        }
        assertThat(received).containsExactly("a", "b", "c");
        session.createConsumer(session.createQueue("other"));
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void anAnswerComesToATemporaryQueueOfOneThatHasMoved() throws JMSException {
        Connection server = connect();
        Connection client = connect();
        Session asks = client.createSession();
        Queue answers = asks.createTemporaryQueue();
        MessageConsumer consumer = asks.createConsumer(answers);
        Session replies = server.createSession();
        replies.createProducer(answers).send(replies.createTextMessage("yes"));
        assertThat(receive(consumer)).isEqualTo("yes");
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void whoHasSentBeforeStaysWhereItIs() throws JMSException {
        connect();
        Connection both = connect();
        Session session = both.createSession(true, Session.SESSION_TRANSACTED);
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("kept"));
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(relay.connections()).isEqualTo(1);
        session.commit();
        assertThat(receive(consumer)).isEqualTo("kept");
        session.commit();
    }

    @ParameterizedTest
    @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
    void whatIsSentMeanwhileByAnotherSessionIsThereOnceAndInOrder(int mode) throws Exception {
        connect();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 20; round++) {
                String queue = "q" + round;
                Connection both = connect();
                Session sends = both.createSession();
                MessageProducer producer = sends.createProducer(sends.createQueue(queue));
                producer.setDeliveryMode(mode);
                int messages = 100;
                Future<?> sending = threads.submit(() -> {
                    for (int i = 0; i < messages; i++) {
                        producer.send(sends.createTextMessage("m" + i));
                    }
                    return null;
                });
                Session session = both.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
                for (int i = 0; i < messages; i++) {
                    assertThat(receive(consumer)).isEqualTo("m" + i);
                }
                sending.get(10, TimeUnit.SECONDS);
                assertThat(consumer.receiveNoWait()).isNull();
                both.close();
                connections.remove(both);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
