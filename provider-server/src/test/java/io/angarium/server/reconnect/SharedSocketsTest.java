package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

    private RelayedBroker broker;

    @BeforeEach
    void start() {
        broker = new RelayedBroker(folder);
    }

    @AfterEach
    void stop() throws JMSException {
        broker.close();
    }

    private ConnectionFactory factory(int share) {
        return broker.factory("?connectionsPerSocket=" + share);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHundredConnectionsComeBackOverFewSockets(boolean restart) throws JMSException {
        ConnectionFactory factory = factory(16);
        List<Session> sessions = new ArrayList<>();
        List<MessageProducer> producers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Session session = broker.connect(factory).createSession();
            sessions.add(session);
            producers.add(session.createProducer(session.createQueue("q")));
        }
        assertThat(broker.relay().connections()).isEqualTo(7);
        if (restart) {
            broker.restart(() -> {});
        } else {
            broker.relay().cut();
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
        Connection owner = broker.connect(factory);
        Connection other = broker.connect(factory);
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
        assertThat(broker.relay().connections()).isEqualTo(1);
    }

    @Test
    void noLocalAndStopConcernOneConnection() throws JMSException {
        ConnectionFactory factory = factory(2);
        Connection one = broker.connect(factory);
        Connection two = broker.connect(factory);
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
        long before = broker.relay().connections();
        Connection ann = broker.own(factory.createConnection("ann", "right"));
        Connection bob = broker.own(factory.createConnection("bob", "good"));
        assertThatThrownBy(() -> factory.createConnection("bob", "wrong"))
                .isInstanceOf(JMSSecurityException.class)
                .hasMessageContaining("user unknown or password wrong");
        bob.createSession().createTemporaryQueue();
        ann.createSession().createTemporaryQueue();
        assertThat(broker.relay().connections() - before).isEqualTo(1);
    }

    @Test
    void aClientIdentifierIsInUseOnItsOwnSocketToo() throws JMSException {
        ConnectionFactory factory = factory(4);
        Connection one = broker.own(factory.createConnection());
        one.setClientID("desk");
        Connection two = broker.own(factory.createConnection());
        assertThatThrownBy(() -> two.setClientID("desk")).isInstanceOf(JMSException.class);
        one.close();
        Connection three = broker.own(factory.createConnection());
        three.setClientID("desk");
        assertThat(broker.relay().connections()).isEqualTo(1);
    }

    @Test
    void listenersAndBlockingSendersShareASocket() throws Exception {
        ConnectionFactory factory = factory(4);
        int messages = 300;
        CountDownLatch heard = new CountDownLatch(3 * messages);
        for (int i = 0; i < 3; i++) {
            Session listening = broker.connect(factory).createSession();
            listening.createConsumer(listening.createQueue("q" + i)).setMessageListener(message -> heard.countDown());
        }
        Session session = broker.connect(factory).createSession();
        for (int i = 0; i < 3; i++) {
            MessageProducer producer = session.createProducer(session.createQueue("q" + i));
            for (int n = 0; n < messages; n++) {
                producer.send(session.createMessage());
            }
        }
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.relay().connections()).isEqualTo(1);
    }

    @Test
    void aBrokerThatFallsSilentIsLeftByAllOnASocket() throws Exception {
        ConnectionFactory factory = broker.factory("?connectionsPerSocket=4&heartbeat=1s&reconnect=false");
        CountDownLatch told = new CountDownLatch(3);
        broker.restart(
                BrokerSettings.in(folder)
                        .withTransport(TransportSettings.DEFAULT
                                .withPort(broker.port())
                                .withTimes(Duration.ofSeconds(5), Duration.ofMillis(500))),
                () -> {});
        for (int i = 0; i < 3; i++) {
            Connection connection = broker.own(factory.createConnection());
            connection.setExceptionListener(problem -> {
                assertThat(problem).hasMessageContaining("was silent for");
                told.countDown();
            });
        }
        broker.relay().freeze(true);
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void linksThatAreCutAfterAnyByteLoseAndDoubleNothing() throws JMSException {
        ConnectionFactory factory = factory(2);
        Session one = broker.connect(factory).createSession();
        Session two = broker.connect(factory).createSession();
        MessageProducer first = one.createProducer(one.createQueue("first"));
        MessageProducer second = two.createProducer(two.createQueue("second"));
        MessageConsumer hearsFirst = two.createConsumer(two.createQueue("first"));
        MessageConsumer hearsSecond = one.createConsumer(one.createQueue("second"));
        int rounds = 60;
        for (int i = 0; i < rounds; i++) {
            broker.relay().cutAfter(i % 2 == 0 ? Relay.Way.TO_BROKER : Relay.Way.TO_CLIENT, 1 + 7L * i);
            first.send(one.createTextMessage("a" + i));
            second.send(two.createTextMessage("b" + i));
            assertThat(text(hearsFirst.receive(SOON))).isEqualTo("a" + i);
            assertThat(text(hearsSecond.receive(SOON))).isEqualTo("b" + i);
        }
        System.out.println("rounds: " + rounds + ", sockets: " + broker.relay().connections());
        assertThat(broker.relay().connections()).isGreaterThan(20);
        assertThat(hearsFirst.receiveNoWait()).isNull();
        assertThat(hearsSecond.receiveNoWait()).isNull();
    }

    private static String text(Message message) throws JMSException {
        return ((TextMessage) message).getText();
    }
}
