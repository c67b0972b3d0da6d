package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.UserStore;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import io.angarium.server.transport.TransportSettings;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JMS connections that share sockets are connections like any other. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SharedSocketsTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private final List<Connection> connections = new ArrayList<>();
    private Broker broker;
    private Relay relay;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        relay.close();
        broker.close();
    }

    private ConnectionFactory factory(int share) {
        return new AngariumConnectionFactory("angarium://127.0.0.1:" + relay.port() + "?connectionsPerSocket=" + share);
    }

    private Connection connect(ConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        connections.add(connection);
        connection.setExceptionListener(problem -> {
            throw new AssertionError("the application was told", problem);
        });
        connection.start();
        return connection;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHundredConnectionsComeBackOverFewSockets(boolean restart) throws JMSException {
        ConnectionFactory factory = factory(16);
        List<Session> sessions = new ArrayList<>();
        List<MessageProducer> producers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Session session = connect(factory).createSession();
            sessions.add(session);
            producers.add(session.createProducer(session.createQueue("q")));
        }
        assertThat(relay.connections()).isEqualTo(7);
        if (restart) {
            int port = broker.port();
            broker.close();
            broker = Broker.start(BrokerSettings.in(folder).withPort(port));
        } else {
            relay.cut();
        }
        for (int i = 0; i < 100; i++) {
            producers.get(i).send(sessions.get(i).createTextMessage("m" + i));
        }
        MessageConsumer consumer =
                sessions.get(99).createConsumer(sessions.get(99).createQueue("q"));
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            received.add(((TextMessage) consumer.receive(SOON)).getText());
        }
        assertThat(received)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
        await().until(() -> clients() == 100);
    }

    /** How many connections the broker has, but for who asks. */
    private int clients() {
        return ManagementPeer.rows("angarium://127.0.0.1:" + broker.port(), "connection.list", Map.of())
                        .size()
                - 1;
    }

    @Test
    void aTemporaryQueueEndsWithItsConnectionAndNoOther() throws JMSException {
        ConnectionFactory factory = factory(2);
        Connection owner = connect(factory);
        Connection other = connect(factory);
        Queue ownersQueue = owner.createSession().createTemporaryQueue();
        Session session = other.createSession();
        Queue othersQueue = session.createTemporaryQueue();
        MessageProducer producer = session.createProducer(null);
        producer.send(ownersQueue, session.createTextMessage("there"));
        owner.close();
        assertThatThrownBy(() -> producer.send(ownersQueue, session.createTextMessage("gone")))
                .isInstanceOf(InvalidDestinationException.class);
        producer.send(othersQueue, session.createTextMessage("still there"));
        assertThat(session.createConsumer(othersQueue).receive(SOON)).isNotNull();
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void noLocalAndStopConcernOneConnection() throws JMSException {
        ConnectionFactory factory = factory(2);
        Connection one = connect(factory);
        Connection two = connect(factory);
        Session session = one.createSession();
        Session other = two.createSession();
        Topic topic = session.createTopic("news");
        MessageConsumer foreign = session.createConsumer(topic, null, true);
        MessageConsumer stopped = other.createConsumer(topic);
        two.stop();
        session.createProducer(topic).send(session.createTextMessage("own"));
        other.createProducer(topic).send(other.createTextMessage("the other's"));
        assertThat(((TextMessage) foreign.receive(SOON)).getText()).isEqualTo("the other's");
        assertThat(stopped.receiveNoWait()).isNull();
        two.start();
        assertThat(((TextMessage) stopped.receive(SOON)).getText()).isEqualTo("own");
    }

    @Test
    void usersOnOneSocketHaveTheirOwnNamesAndRefusals() throws JMSException {
        new UserStore(folder.resolve("users")).put("ann", "right".toCharArray(), new TreeSet<>());
        new UserStore(folder.resolve("users")).put("bob", "good".toCharArray(), new TreeSet<>());
        ConnectionFactory factory = factory(5);
        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            try {
                factory.createConnection("ann", "wrong").close();
                return false;
            } catch (JMSSecurityException e) {
                return e.getMessage().contains("user unknown or password wrong");
            }
        });
        long before = relay.connections();
        Connection ann = factory.createConnection("ann", "right");
        connections.add(ann);
        Connection bob = factory.createConnection("bob", "good");
        connections.add(bob);
        assertThatThrownBy(() -> factory.createConnection("bob", "wrong"))
                .isInstanceOf(JMSSecurityException.class)
                .hasMessageContaining("user unknown or password wrong");
        bob.createSession().createTemporaryQueue();
        ann.createSession().createTemporaryQueue();
        assertThat(relay.connections() - before).isEqualTo(1);
    }

    @Test
    void aClientIdentifierIsInUseOnItsOwnSocketToo() throws JMSException {
        ConnectionFactory factory = factory(4);
        Connection one = factory.createConnection();
        connections.add(one);
        one.setClientID("desk");
        Connection two = factory.createConnection();
        connections.add(two);
        assertThatThrownBy(() -> two.setClientID("desk")).isInstanceOf(JMSException.class);
        one.close();
        Connection three = factory.createConnection();
        connections.add(three);
        three.setClientID("desk");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void listenersAndBlockingSendersShareASocket() throws Exception {
        ConnectionFactory factory = factory(4);
        int messages = 300;
        CountDownLatch heard = new CountDownLatch(3 * messages);
        for (int i = 0; i < 3; i++) {
            Session listening = connect(factory).createSession();
            listening.createConsumer(listening.createQueue("q" + i)).setMessageListener(message -> heard.countDown());
        }
        Session session = connect(factory).createSession();
        for (int i = 0; i < 3; i++) {
            MessageProducer producer = session.createProducer(session.createQueue("q" + i));
            for (int n = 0; n < messages; n++) {
                producer.send(session.createMessage());
            }
        }
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aBrokerThatFallsSilentIsLeftByAllOnASocket() throws Exception {
        ConnectionFactory factory = new AngariumConnectionFactory(
                "angarium://127.0.0.1:" + relay.port() + "?connectionsPerSocket=4&heartbeat=1s&reconnect=false");
        CountDownLatch told = new CountDownLatch(3);
        int port = broker.port();
        broker.close();
        broker = Broker.start(BrokerSettings.in(folder)
                .withTransport(TransportSettings.DEFAULT
                        .withPort(port)
                        .withTimes(Duration.ofSeconds(5), Duration.ofMillis(500))));
        for (int i = 0; i < 3; i++) {
            Connection connection = factory.createConnection();
            connections.add(connection);
            connection.setExceptionListener(problem -> {
                assertThat(problem).hasMessageContaining("was silent for");
                told.countDown();
            });
        }
        relay.freeze(true);
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void linksThatAreCutAfterAnyByteLoseAndDoubleNothing() throws JMSException {
        ConnectionFactory factory = factory(2);
        Session one = connect(factory).createSession();
        Session two = connect(factory).createSession();
        MessageProducer first = one.createProducer(one.createQueue("first"));
        MessageProducer second = two.createProducer(two.createQueue("second"));
        MessageConsumer hearsFirst = two.createConsumer(two.createQueue("first"));
        MessageConsumer hearsSecond = one.createConsumer(one.createQueue("second"));
        int rounds = 60;
        for (int i = 0; i < rounds; i++) {
            relay.cutAfter(i % 2 == 0 ? Relay.Way.TO_BROKER : Relay.Way.TO_CLIENT, 1 + 7L * i);
            first.send(one.createTextMessage("a" + i));
            second.send(two.createTextMessage("b" + i));
            assertThat(text(hearsFirst.receive(SOON))).isEqualTo("a" + i);
            assertThat(text(hearsSecond.receive(SOON))).isEqualTo("b" + i);
        }
        System.out.println("rounds: " + rounds + ", sockets: " + relay.connections());
        assertThat(relay.connections()).isGreaterThan(20);
        assertThat(hearsFirst.receiveNoWait()).isNull();
        assertThat(hearsSecond.receiveNoWait()).isNull();
    }

    private static String text(Message message) throws JMSException {
        return ((TextMessage) message).getText();
    }
}
