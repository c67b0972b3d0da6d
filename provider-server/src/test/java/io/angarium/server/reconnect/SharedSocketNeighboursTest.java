package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.StreamedBody;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one JMS connection does, or has done to it, holds up none of those that share its socket. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SharedSocketNeighboursTest {
    private static final long SOON = 20_000;

    @TempDir
    private Path folder;

    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private Broker broker;
    private Relay relay;

    @BeforeEach
    void start() {
        LimitPolicy one = new LimitPolicy(1, 0, Full.BLOCK, Duration.ofMinutes(1), "elsewhere");
        Policies.Rule narrow = new Policies.Rule(
                NamePattern.of("narrow"), List.of(new Policies.Said("test", "test", policy -> policy.with(one))));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withRules(List.of(narrow)));
        relay = new Relay(broker.port());
    }

    @AfterEach
    void stop() throws JMSException {
        release.countDown();
        for (Connection connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
        relay.close();
        broker.close();
    }

    private ConnectionFactory factory(String options) {
        return new AngariumConnectionFactory(
                "angarium://127.0.0.1:" + relay.port() + "?connectionsPerSocket=3" + options);
    }

    private Connection connect(ConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        connections.add(connection);
        connection.start();
        return connection;
    }

    /** Sends and receives on a connection, one message at a time. */
    private static void assertServed(Connection connection) throws JMSException {
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("neighbour"));
            MessageConsumer consumer = session.createConsumer(session.createQueue("neighbour"));
            for (int i = 0; i < 100; i++) {
                producer.send(session.createTextMessage("m" + i));
                assertThat(text(consumer.receive(SOON))).isEqualTo("m" + i);
            }
        }
    }

    private static String text(Message message) throws JMSException {
        assertThat(message).isNotNull();
        return ((TextMessage) message).getText();
    }

    private void holdOn() {
        stuck.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStuck() throws InterruptedException {
        assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private Map<String, Object> queue(String name) {
        return ManagementPeer.ask("angarium://127.0.0.1:" + broker.port(), "queue.show", Map.of("name", name));
    }

    @Test
    void aListenerThatIsStuckWithAllItsCreditUsed() throws Exception {
        ConnectionFactory factory = factory("&prefetch=5");
        Session slow = connect(factory).createSession();
        Connection neighbour = connect(factory);
        AtomicInteger heard = new AtomicInteger();
        slow.createConsumer(slow.createQueue("slow")).setMessageListener(message -> {
            holdOn();
            heard.incrementAndGet();
        });
        Session session = neighbour.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("slow"));
        for (int i = 0; i < 50; i++) {
            producer.send(session.createMessage());
        }
        awaitStuck();
        assertServed(neighbour);
        assertThat(heard).hasValue(0);
        release.countDown();
        await().atMost(20, TimeUnit.SECONDS).until(() -> heard.get() == 50);
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aSendThatWaitsForRoomInAFullQueue() throws Exception {
        ConnectionFactory factory = factory("");
        Session held = connect(factory).createSession();
        Connection neighbour = connect(factory);
        MessageProducer producer = held.createProducer(held.createQueue("narrow"));
        producer.send(held.createTextMessage("first"));
        Future<?> waits = threads.submit(() -> {
            producer.send(held.createTextMessage("second"));
            return null;
        });
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> "1".equals(String.valueOf(queue("narrow").get("sendersWaiting"))));
        assertServed(neighbour);
        assertThat(waits).isNotDone();
        Session session = neighbour.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("narrow"));
        assertThat(text(consumer.receive(SOON))).isEqualTo("first");
        assertThat(text(consumer.receive(SOON))).isEqualTo("second");
        waits.get(20, TimeUnit.SECONDS);
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aCompletionListenerThatIsStuck() throws Exception {
        ConnectionFactory factory = factory("");
        Session session = connect(factory).createSession();
        Connection neighbour = connect(factory);
        AtomicInteger completed = new AtomicInteger();
        MessageProducer producer = session.createProducer(session.createQueue("completed"));
        for (int i = 0; i < 20; i++) {
            producer.send(session.createMessage(), new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    holdOn();
                    completed.incrementAndGet();
                }

                @Override
                public void onException(Message message, Exception exception) {
                    throw new AssertionError("not confirmed", exception);
                }
            });
        }
        awaitStuck();
        assertServed(neighbour);
        assertThat(completed).hasValue(0);
        release.countDown();
        await().atMost(20, TimeUnit.SECONDS).until(() -> completed.get() == 20);
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedToItsSender() throws JMSException {
        ConnectionFactory factory = factory("");
        Session session = connect(factory).createSession();
        Connection neighbour = connect(factory);
        MessageProducer producer = session.createProducer(session.createQueue("large"));
        TextMessage large = session.createTextMessage("x".repeat(65 * 1024 * 1024));
        assertThatThrownBy(() -> producer.send(large)).isInstanceOf(JMSException.class);
        assertServed(neighbour);
        producer.send(session.createTextMessage("small"));
        MessageConsumer consumer = session.createConsumer(session.createQueue("large"));
        assertThat(text(consumer.receive(SOON))).isEqualTo("small");
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aLargeBodyUnderWay() throws Exception {
        ConnectionFactory factory = factory("");
        Session session = connect(factory).createSession();
        Connection neighbour = connect(factory);
        MessageProducer producer = session.createProducer(session.createQueue("large"));
        BytesMessage message = session.createBytesMessage();
        long length = 8L * 1024 * 1024;
        ((StreamedBody) message).bodyFrom(new Pausing(length));
        Future<?> sending = threads.submit(() -> {
            producer.send(message);
            return null;
        });
        awaitStuck(); // in the middle of the body
        assertServed(neighbour);
        assertThat(sending).isNotDone();
        release.countDown();
        sending.get(60, TimeUnit.SECONDS);
        MessageConsumer consumer = session.createConsumer(session.createQueue("large"));
        assertThat(((BytesMessage) consumer.receive(SOON)).getBodyLength()).isEqualTo(length);
        assertServed(neighbour); // while the rest of the body is read ahead
        assertThat(relay.connections()).isEqualTo(1);
    }

    /** Zeros that stop coming in the middle until the test goes on. */
    private final class Pausing extends InputStream {
        private final long length;
        private long given;

        Pausing(long length) {
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            if (given >= length / 2) {
                holdOn();
            }
            int now = (int) Math.min(count, length - given);
            given += now;
            return now == 0 && count > 0 ? -1 : now;
        }
    }

    @Test
    void aLossIsToldToEachExceptionListenerOnceAlsoWhereOneIsStuck() throws Exception {
        ConnectionFactory factory = factory("&reconnect=false");
        List<AtomicInteger> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            AtomicInteger count = new AtomicInteger();
            told.add(count);
            boolean first = i == 0;
            connect(factory).setExceptionListener(problem -> {
                count.incrementAndGet();
                if (first) {
                    holdOn();
                }
            });
        }
        assertThat(relay.connections()).isEqualTo(1);
        relay.cut();
        awaitStuck();
        await().atMost(20, TimeUnit.SECONDS).until(() -> told.stream().allMatch(each -> each.get() == 1));
        release.countDown();
        for (Connection each : connections) {
            assertThatThrownBy(each::createSession).isInstanceOf(JMSException.class);
            each.close();
        }
        assertThat(told).allSatisfy(each -> assertThat(each).hasValue(1));
    }

    @Test
    void connectionsThatComeAndGoDisturbNoTraffic() throws Exception {
        ConnectionFactory factory = factory("");
        Connection steady = connect(factory);
        steady.setExceptionListener(problem -> {
            throw new AssertionError("the application was told", problem);
        });
        List<Future<?>> visitors = new ArrayList<>();
        int visits = 60;
        for (int i = 0; i < 4; i++) {
            String name = "visited" + i;
            visitors.add(threads.submit(() -> {
                for (int n = 0; n < visits; n++) {
                    try (Connection visitor = factory.createConnection()) {
                        visitor.start();
                        Session session = visitor.createSession();
                        session.createProducer(session.createQueue(name)).send(session.createTextMessage("v" + n));
                        assertThat(text(session.createConsumer(session.createQueue(name))
                                        .receive(SOON)))
                                .isEqualTo("v" + n);
                    }
                }
                return null;
            }));
        }
        do {
            assertServed(steady);
        } while (visitors.stream().anyMatch(each -> !each.isDone()));
        for (Future<?> each : visitors) {
            each.get();
        }
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> ManagementPeer.rows("angarium://127.0.0.1:" + broker.port(), "connection.list", Map.of())
                                .size()
                        == 2); // the steady one and who asks
    }
}
