package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of order: eight partitions, whose consumers come, go and are lost. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class OrderScenariosTest {
    private static final int PARTITIONS = 8;
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    private Broker broker;
    private final List<Connection> connections = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() {
        GroupPolicy groups = new GroupPolicy(true, true, PARTITIONS);
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("events"), List.of(new Policies.Said("test", "test", policy -> policy.with(groups))));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withRules(List.of(rule)));
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        broker.close();
    }

    private Connection connection(int port, String options) throws JMSException {
        return new AngariumConnectionFactory("angarium://127.0.0.1:" + port + options).createConnection();
    }

    /** Sends so many messages of each key, with their numbers, in turn. */
    private void send(boolean toTopic, int keys, int each) throws JMSException {
        try (Connection connection = connection(broker.port(), "");
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            Destination events = toTopic ? session.createTopic("events") : session.createQueue("events");
            MessageProducer producer = session.createProducer(events);
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (int i = 0; i < each; i++) {
                for (int key = 0; key < keys; key++) {
                    TextMessage message = session.createTextMessage("" + i);
                    message.setStringProperty("JMSXGroupID", "key" + key);
                    producer.send(message);
                }
                session.commit();
            }
        }
    }

    @Test
    void k1TheSequenceOfEachKeyIsStrictlyIncreasingAlsoAcrossTheCrashOfAConsumer() throws Exception {
        k1(100, 1_000);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void k1InFull() throws Exception {
        k1(100, 10_000);
    }

    private void k1(int keys, int each) throws Exception {
        Map<String, Integer> last = new ConcurrentHashMap<>();
        AtomicInteger got = new AtomicInteger();
        AtomicInteger again = new AtomicInteger();
        AtomicBoolean cut = new AtomicBoolean();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        try (Cable cable = new Cable(broker.port())) {
            List<Connection> lost = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean dies = i < 2;
                Connection connection = connection(
                        dies ? cable.port() : broker.port(), "?prefetch=200" + (dies ? "&reconnect=false" : ""));
                (dies ? lost : connections).add(connection);
                Session session = connection.createSession();
                session.createSharedConsumer(session.createTopic("events"), "readers")
                        .setMessageListener(message -> {
                            synchronized (got) {
                                if (!dies || !cut.get()) {
                                    take(message, last, again);
                                    got.incrementAndGet();
                                    return;
                                }
                            }
                            gone.join(); // neither handled nor, while it could be, acknowledged
                        });
                connection.start();
            }
            Thread sender = new Thread(() -> {
                try {
                    send(true, keys, each);
                } catch (JMSException e) {
                    wrong.add(e.toString());
                }
            });
            sender.start();
            Awaitility.await().atMost(LONG).until(() -> got.get() > keys * each / 5);
            synchronized (got) { // what a lost consumer still has does not count
                cut.set(true);
            }
            cable.cut();
            gone.complete(null);
            sender.join();
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> !wrong.isEmpty()
                            || last.values().stream().allMatch(number -> number == each - 1) && last.size() == keys);
            for (Connection connection : lost) {
                connection.close();
            }
        } finally {
            gone.complete(null);
        }
        assertThat(wrong).isEmpty();
        assertThat(got.get() - again.get()).isEqualTo(keys * each);
        assertThat(again.get()).as("what was on its way to the lost ones").isLessThanOrEqualTo(2 * 200 + 2);
    }

    private void take(Message message, Map<String, Integer> last, AtomicInteger again) {
        try {
            String key = message.getStringProperty("JMSXGroupID");
            int number = Integer.parseInt(message.getBody(String.class));
            int before = last.getOrDefault(key, -1);
            if (number == before + 1) {
                last.put(key, number);
            } else if (number <= before && message.getJMSRedelivered()) {
                again.incrementAndGet();
            } else {
                wrong.add(key + ": " + number + " after " + before);
            }
        } catch (JMSException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    @Test
    void k2EachPartitionHasOneOwnerHoweverManyConsumersThereAre() throws Exception {
        Map<String, Integer> last = new ConcurrentHashMap<>();
        Map<Integer, Object> busy = new ConcurrentHashMap<>();
        AtomicInteger again = new AtomicInteger();
        AtomicInteger got = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        Thread sender = new Thread(() -> sendUntil(ended, sent));
        sender.start();
        List<Long> millis = new ArrayList<>();
        for (int consumers : new int[] {1, 3, 8, 10, 2}) {
            while (connections.size() > consumers) {
                connections.remove(0).close();
            }
            while (connections.size() < consumers) {
                Object me = new Object();
                connections.add(consume(message -> {
                    int partition = partition(message);
                    if (busy.put(partition, me) != null) {
                        wrong.add("two consumers work on partition " + partition);
                    }
                    take(message, last, again);
                    busy.remove(partition);
                    got.incrementAndGet();
                }));
            }
            long begin = System.nanoTime();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> sharedOut(consumers));
            millis.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
            int before = got.get();
            Awaitility.await().atMost(LONG).until(() -> got.get() > before + 1_000);
        }
        ended.set(true);
        sender.join();
        Awaitility.await().atMost(LONG).until(() -> got.get() >= sent.get());
        assertThat(wrong).isEmpty();
        assertThat(again).as("closed in order, nothing comes twice").hasValue(0);
        assertThat(got).hasValue(sent.get());
        millis.sort(null);
        assertThat(millis.get(2)).as("rebalanced in, ms: " + millis).isLessThan(1_000);
    }

    private void sendUntil(AtomicBoolean ended, AtomicInteger sent) {
        try (Connection connection = connection(broker.port(), "");
                Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("events"));
            for (int i = 0; !ended.get(); i++) {
                for (int key = 0; key < 40; key++) {
                    TextMessage message = session.createTextMessage("" + i);
                    message.setStringProperty("JMSXGroupID", "key" + key);
                    producer.send(message);
                    sent.incrementAndGet();
                }
            }
        } catch (JMSException e) {
            wrong.add(e.toString());
        }
    }

    private Connection consume(MessageListener listener) throws JMSException {
        Connection connection = connection(broker.port(), "?prefetch=50");
        Session session = connection.createSession();
        session.createConsumer(session.createQueue("events")).setMessageListener(listener);
        connection.start();
        return connection;
    }

    private static int partition(Message message) {
        try {
            return new GroupPolicy(true, true, PARTITIONS).partition(message.getStringProperty("JMSXGroupID"));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether all partitions have an owner that may go on, evenly, and those without one are said to be idle. */
    private boolean sharedOut(int consumers) {
        Map<String, Integer> owners = new HashMap<>();
        int idle = 0;
        for (Map<String, Object> row : ManagementPeer.rows(
                "angarium://127.0.0.1:" + broker.port(), "queue.explain", Map.of("name", "events"))) {
            String what = (String) row.get("what");
            String value = (String) row.get("value");
            String because = (String) row.get("because");
            if (because.contains("the consumer before had")) {
                return false;
            }
            if (what.startsWith("partition '") && value.startsWith("of consumer")) {
                owners.merge(value, 1, Integer::sum);
            }
            idle += because.startsWith("idle") ? 1 : 0;
        }
        int owning = Math.min(consumers, PARTITIONS);
        return owners.size() == owning
                && owners.values().stream().mapToInt(Integer::intValue).sum() == PARTITIONS
                && owners.values().stream().allMatch(has -> has <= (PARTITIONS + owning - 1) / owning)
                && idle == consumers - owning;
    }
}
