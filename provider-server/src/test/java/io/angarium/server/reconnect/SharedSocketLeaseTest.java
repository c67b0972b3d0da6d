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
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections on one socket settle, release and lose their leases each for itself. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SharedSocketLeaseTest {
    private static final long SOON = 20_000;
    private static final int MESSAGES = 300;
    private static final int WORKERS = 6;

    @TempDir
    private Path folder;

    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();
    private final Set<Integer> released = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AngariumMessage> held = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
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
        threads.shutdownNow();
        relay.close();
        broker.close();
    }

    private ConnectionFactory factory(String lease) {
        return new AngariumConnectionFactory(
                "angarium://127.0.0.1:" + relay.port() + "?connectionsPerSocket=3&lease=" + lease);
    }

    private Session connect(ConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        connections.add(connection);
        connection.start();
        return connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
    }

    private static void fill(Session session, int count) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        for (int i = 0; i < count; i++) {
            producer.send(session.createTextMessage("" + i));
        }
    }

    private long messages() {
        return (long)
                ManagementPeer.ask("angarium://127.0.0.1:" + broker.port(), "queue.show", Map.of("name", "orders"))
                        .get("messages");
    }

    /** Works until all are done: releases some at first, keeps some until their time is over, and accepts the others. */
    private Void work(Session session) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        while (done.size() < MESSAGES) {
            AngariumMessage message = (AngariumMessage) consumer.receive(100);
            if (message == null) {
                continue;
            }
            int number = Integer.parseInt(message.getBody(String.class));
            boolean first = message.getIntProperty("JMSXDeliveryCount") == 1;
            if (number % 50 == 7 && first) {
                held.put(number, message);
            } else {
                settle(message, number, number % 10 == 3 && first);
            }
        }
        consumer.close();
        return null;
    }

    private void settle(AngariumMessage message, int number, boolean release) throws JMSException {
        try {
            if (release) {
                message.release();
                released.add(number);
            } else {
                message.acknowledge();
                if (!done.add(number)) {
                    wrong.add("accepted twice: " + number);
                }
            }
        } catch (IllegalStateException late) {
            assertThat(late).hasMessageContaining("not open any more"); // this thread had no turn for a whole lease
        }
    }

    @Test
    void eachSettlesItsOwnAndWhatOneKeepsTooLongGoesToAnother() throws Exception {
        ConnectionFactory factory = factory("2s");
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            sessions.add(connect(factory));
        }
        assertThat(relay.connections()).isEqualTo(WORKERS / 3);
        fill(sessions.get(0), MESSAGES);
        List<Future<Void>> workers = new ArrayList<>();
        for (Session session : sessions) {
            workers.add(threads.submit(() -> work(session)));
        }
        for (Future<Void> worker : workers) {
            worker.get(60, TimeUnit.SECONDS);
        }
        assertThat(wrong).isEmpty();
        assertThat(done).hasSize(MESSAGES);
        assertThat(released).isNotEmpty();
        assertThat(held).containsOnlyKeys(7, 57, 107, 157, 207, 257);
        assertThat(messages()).isZero();
        for (AngariumMessage late : held.values()) {
            assertThatThrownBy(late::acknowledge).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aSocketThatIsLostEndsTheLeasesOfAllWhoShareIt() throws JMSException {
        ConnectionFactory factory = factory("10m");
        List<AngariumMessage> lost = new ArrayList<>();
        List<MessageConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Session session = connect(factory);
            if (i == 0) {
                fill(session, 3);
            }
            MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
            consumers.add(consumer);
            lost.add((AngariumMessage) consumer.receive(SOON));
        }
        assertThat(relay.connections()).isOne();
        assertThat(lost).doesNotContainNull();
        relay.cut();
        for (MessageConsumer consumer : consumers) {
            AngariumMessage again = (AngariumMessage) consumer.receive(SOON);
            assertThat(again).isNotNull();
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            again.acknowledge();
        }
        for (AngariumMessage message : lost) {
            assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
        }
        assertThat(messages()).isZero();
    }
}
