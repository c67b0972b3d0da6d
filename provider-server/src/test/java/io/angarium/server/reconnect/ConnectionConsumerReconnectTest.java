package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation promises of connection consumers, and of {@code acknowledge}, when the connection was lost meanwhile. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectionConsumerReconnectTest {
    private static final int MESSAGES = 300;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "server-session");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, AtomicInteger> all = new ConcurrentHashMap<>();
    private Broker broker;
    private Relay relay;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        relay.close();
        broker.close();
    }

    private Connection connect(int port) throws JMSException {
        Connection connection = new AngariumConnectionFactory("angarium://127.0.0.1:" + port).createConnection();
        connection.start();
        return connection;
    }

    private void got(Message message, Session session, boolean transacted) {
        try {
            String text = ((TextMessage) message).getText();
            if (transacted) {
                session.commit();
            }
            all.computeIfAbsent(text, any -> new AtomicInteger()).incrementAndGet();
        } catch (JMSException rolledBack) {
            assertThat(rolledBack).isInstanceOf(jakarta.jms.TransactionRolledBackException.class);
        }
    }

    private ServerSessionPool pool(Connection connection, boolean transacted) throws JMSException {
        BlockingQueue<ServerSession> idle = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            Session session = transacted
                    ? connection.createSession(true, Session.SESSION_TRANSACTED)
                    : connection.createSession(Session.AUTO_ACKNOWLEDGE);
            session.setMessageListener(message -> got(message, session, transacted));
            idle.add(new PooledSession(session, idle));
        }
        return taking(idle);
    }

    private final class PooledSession implements ServerSession {
        private final Session session;
        private final BlockingQueue<ServerSession> idle;

        PooledSession(Session session, BlockingQueue<ServerSession> idle) {
            this.session = session;
            this.idle = idle;
        }

        @Override
        public Session getSession() {
            return session;
        }

        @Override
        public void start() {
            threads.execute(() -> {
                session.run();
                idle.add(this);
            });
        }
    }

    private static ServerSessionPool taking(BlockingQueue<ServerSession> idle) {
        return () -> {
            try {
                return idle.take();
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionConsumerGoesOnAndWhatItsListenersCompletedDoesNotComeAgain(boolean transacted) throws JMSException {
        try (Connection direct = connect(broker.port());
                Connection connection = connect(relay.port())) {
            Session session = direct.createSession();
            Queue queue = session.createQueue("q");
            MessageProducer producer = session.createProducer(queue);
            connection.createConnectionConsumer(queue, null, pool(connection, transacted), 10);
            for (int i = 1; i <= MESSAGES; i++) {
                producer.send(session.createTextMessage("" + i));
                if (i % 75 == 0) {
                    relay.cut();
                }
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> all.size() == MESSAGES);
            assertThat(relay.connections()).isGreaterThan(1);
            producer.send(session.createTextMessage("last"));
            await().atMost(Duration.ofSeconds(30)).until(() -> all.containsKey("last"));
            assertThat(all.values()).allMatch(times -> times.get() == 1);
        }
    }

    /** A pool of two server sessions in AUTO_ACKNOWLEDGE with that listener. */
    private ServerSessionPool pool(Connection connection, MessageListener listener) throws JMSException {
        BlockingQueue<ServerSession> idle = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            session.setMessageListener(listener);
            idle.add(new PooledSession(session, idle));
        }
        return taking(idle);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAListenerIsWorkingOnDuringTheLossIsNotGivenToAnotherAtTheSameTime(boolean fails) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> got = new CopyOnWriteArrayList<>();
        try (Connection direct = connect(broker.port());
                Connection connection = connect(relay.port())) {
            Session session = direct.createSession();
            Queue queue = session.createQueue("q");
            MessageProducer producer = session.createProducer(queue);
            ServerSessionPool pool = pool(connection, message -> {
                String text = text(message);
                got.add(text);
                if (text.equals("slow")) {
                    begun.countDown();
                    awaitIt(goOn);
                    if (fails) {
                        throw new IllegalStateException("on purpose");
                    }
                }
            });
            connection.createConnectionConsumer(queue, null, pool, 1);
            producer.send(session.createTextMessage("slow"));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            relay.cut();
            for (int i = 1; i <= 20; i++) {
                producer.send(session.createTextMessage("quick " + i));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> got.contains("quick 20"));
            assertThat(got).as("it is in the first one's hands").containsOnlyOnce("slow");
            goOn.countDown();
            producer.send(session.createTextMessage("last"));
            await().atMost(Duration.ofSeconds(10)).until(() -> got.contains("last"));
            if (fails) {
                await().atMost(Duration.ofSeconds(10)).until(() -> got.contains("slow, again"));
            } else {
                await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 0);
                assertThat(got).doesNotContain("slow, again");
            }
            assertThat(got).containsOnlyOnce("slow");
        }
    }

    private int waiting() {
        return Integer.parseInt(
                ManagementPeer.ask("angarium://127.0.0.1:" + broker.port(), "queue.show", Map.of("name", "q"))
                        .get("messages")
                        .toString());
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(Message message) {
        try {
            return ((TextMessage) message).getText() + (message.getJMSRedelivered() ? ", again" : "");
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasAcknowledgedAfterALossComesToAnotherConsumerMarkedAndNotAgainToTheSame() throws JMSException {
        try (Connection direct = connect(broker.port());
                Connection connection = connect(relay.port())) {
            Session sending = direct.createSession();
            sending.createProducer(sending.createQueue("q")).send(sending.createTextMessage("a"));
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            Message message = consumer.receive(5_000);
            relay.refuse(true);
            relay.cut();
            MessageConsumer other = sending.createConsumer(sending.createQueue("q"));
            Message again = other.receive(5_000);
            assertThat(again).isNotNull();
            assertThat(again.getJMSRedelivered()).isTrue();
            relay.refuse(false);
            message.acknowledge(); // says that the application is done with it, and no more
            assertThat(consumer.receive(500)).isNull();
            assertThat(List.of(((TextMessage) message).getText())).containsExactly("a");
        }
    }
}
