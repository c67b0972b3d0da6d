package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of consumers, by the wall clock: which of them gets what, and when. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConsumerScenariosTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Broker broker;
    private final List<Connection> connections = new ArrayList<>();

    private static Policies.Rule rule(String pattern, UnaryOperator<DestinationPolicy> change) {
        return new Policies.Rule(NamePattern.of(pattern), List.of(new Policies.Said("test", "test", change)));
    }

    @BeforeEach
    void start() {
        RedeliveryPolicy growing = new RedeliveryPolicy(
                10, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0, RedeliveryPolicy.Order.PASS);
        broker = Broker.start(BrokerSettings.in(folder)
                .withPort(0)
                .withRules(List.of(
                        rule("exclusive", policy -> policy.with(new ConsumerPolicy(true))),
                        rule("tenants", policy -> policy.with(growing)))));
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        broker.close();
    }

    private Connection connect(int port, String options) throws JMSException {
        Connection connection =
                new AngariumConnectionFactory("angarium://127.0.0.1:" + port + options).createConnection();
        connections.add(connection);
        return connection;
    }

    private void listen(Connection connection, String queue, MessageListener listener) throws JMSException {
        Session session = connection.createSession();
        session.createConsumer(session.createQueue(queue)).setMessageListener(listener);
        connection.start();
    }

    private static String text(Message message) {
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void r8StrictlyOneIsActiveAndTheNextTakesOver() throws Exception {
        r8(LONG);
    }

    @Test
    @Tag("soak")
    void r8TheNextTakesOverWithinTwoSeconds() throws Exception {
        r8(Duration.ofSeconds(2));
    }

    /** Three consumers of an exclusive queue: what each of them does while it has a message, nobody else does. */
    private void r8(Duration most) throws Exception {
        AtomicReference<Object> token = new AtomicReference<>();
        AtomicInteger overlaps = new AtomicInteger();
        Queue<Integer> by = new ConcurrentLinkedQueue<>();
        AtomicBoolean ended = new AtomicBoolean();
        List<AtomicBoolean> killed = List.of(new AtomicBoolean(), new AtomicBoolean(), new AtomicBoolean());
        List<Cable> cables = new ArrayList<>();
        Thread sender = new Thread(() -> sendUntil(ended));
        try {
            for (int i = 0; i < 3; i++) {
                int me = i;
                Cable cable = new Cable(broker.port());
                cables.add(cable);
                listen(connect(cable.port(), "?reconnect=false&prefetch=1"), "exclusive", message -> {
                    synchronized (killed.get(me)) { // each its own: who is killed is not in the middle of a message
                        if (killed.get(me).get()) {
                            return;
                        }
                        if (!token.compareAndSet(null, me)) {
                            overlaps.incrementAndGet();
                        }
                        by.add(me);
                        token.compareAndSet(me, null);
                    }
                });
            }
            sender.start();
            for (int active = 0; active < 3; active++) {
                int now = active;
                int before = by.size();
                Awaitility.await().atMost(LONG).until(() -> by.size() > before + 50 && last(by) == now);
                synchronized (killed.get(now)) {
                    killed.get(now).set(true);
                }
                cables.get(now).cut();
                long cut = System.nanoTime();
                if (now < 2) {
                    Awaitility.await().atMost(LONG).until(() -> last(by) == now + 1);
                    assertThat(Duration.ofNanos(System.nanoTime() - cut))
                            .as("until %s took over", now + 1)
                            .isLessThan(most);
                }
            }
        } finally {
            ended.set(true);
            sender.join();
            for (Cable cable : cables) {
                cable.close();
            }
        }
        assertThat(overlaps).hasValue(0);
        assertThat(List.copyOf(by))
                .as("each after the one before, and none again")
                .isSorted();
    }

    private static int last(Queue<Integer> by) {
        int last = -1;
        for (int each : by) {
            last = each;
        }
        return last;
    }

    private void sendUntil(AtomicBoolean ended) {
        try (Connection connection =
                        new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection();
                Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("exclusive"));
            while (!ended.get()) {
                producer.send(session.createTextMessage("x"));
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A policy from 1 s to 30 s; a listener sends what is of tenant A away for 7 s. */
    @Test
    @Tag("soak")
    void r6TheDelayOfOneTenantsMessagesIsTheConsumersAndOthersAreNotBlocked() throws Exception {
        Map<String, Long> first = new ConcurrentHashMap<>();
        Map<String, Long> second = new ConcurrentHashMap<>();
        listen(connect(broker.port(), ""), "tenants", message -> {
            String text = text(message);
            if (first.putIfAbsent(text, System.nanoTime()) != null) {
                second.putIfAbsent(text, System.nanoTime());
            } else if (text.startsWith("A")) {
                throw new RetryAfterException(Duration.ofSeconds(7));
            } else if (text.startsWith("B")) {
                throw new IllegalStateException("fails once");
            }
        });
        try (Session session = connect(broker.port(), "").createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("tenants"));
            for (int i = 0; i < 20; i++) {
                producer.send(session.createTextMessage("A" + i));
                producer.send(session.createTextMessage("B" + i));
                producer.send(session.createTextMessage("C" + i));
            }
        }
        Awaitility.await().atMost(LONG).until(() -> second.size() == 40);
        second.forEach((text, again) -> {
            long millis = TimeUnit.NANOSECONDS.toMillis(again - first.get(text));
            long due = text.startsWith("A") ? 7_000 : 1_000;
            assertThat(millis).as(text).isBetween(due - 200, due + 200);
        });
        assertThat(first).hasSize(60);
        long begin = first.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long last = first.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(Duration.ofNanos(last - begin)).as("first attempts of all").isLessThan(Duration.ofSeconds(2));
    }
}
