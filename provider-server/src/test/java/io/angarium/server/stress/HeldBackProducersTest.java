package io.angarium.server.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import io.angarium.server.testing.TestXid;
import io.angarium.server.transport.TransportSettings;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole broker with little memory, over sockets without heartbeats: whoever was held back goes on when there is room, though nobody else says a word. {@code
 * -Dangarium.seed=N} gives the seed.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HeldBackProducersTest {
    private static final int MEMORY = 1 << 20;
    private static final int STEPS = 250;
    private static final int PRODUCERS = 4;
    private static final int QUEUES = 2;
    private static final int BRANCH_MESSAGE = 45_000;
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    Path folder;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Producer> producers = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Broker broker;

    @BeforeEach
    void start() {
        TransportSettings usual = TransportSettings.DEFAULT;
        TransportSettings silent = new TransportSettings(
                "localhost",
                0,
                usual.loops(),
                usual.handshakeTimeout(),
                Duration.ZERO,
                usual.maxFrameBytes(),
                usual.maxOutboundBytes(),
                usual.maxBacklogBytes(),
                usual.localSocket());
        MessagingSettings all = MessagingSettings.defaults();
        broker = Broker.start(BrokerSettings.in(folder)
                .withTransport(silent)
                .withMessaging(new MessagingSettings(MEMORY, all.maxDeliveries(), all.deadLetterQueue(), true, 0, 0)));
    }

    @AfterEach
    void stop() throws JMSException {
        try {
            for (Producer producer : producers) {
                producer.thread.shutdownNow();
            }
            for (Connection connection : connections) {
                connection.close();
            }
        } finally {
            broker.close();
        }
    }

    private String uri() {
        return "angarium://localhost:" + broker.port() + "?heartbeat=0";
    }

    private Session session(int mode) throws JMSException {
        Connection connection = new AngariumConnectionFactory(uri()).createConnection();
        connections.add(connection);
        connection.start();
        return connection.createSession(false, mode);
    }

    /** Sends on a thread of its own, asynchronously or so that nothing is confirmed: it waits for credit alone. */
    private final class Producer {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Session session;
        private final MessageProducer producer;
        private Future<?> last;

        Producer(String queue) throws JMSException {
            session = session(Session.AUTO_ACKNOWLEDGE);
            producer = session.createProducer(session.createQueue(queue));
            producers.add(this);
        }

        void send(int bytes, boolean persistent) {
            last = thread.submit(() -> {
                try {
                    BytesMessage message = session.createBytesMessage();
                    message.writeBytes(new byte[bytes]);
                    producer.setDeliveryMode(persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
                    producer.send(message, new Told());
                    sent.incrementAndGet();
                } catch (JMSException e) {
                    failure.compareAndSet(null, e);
                }
            });
        }

        boolean waits() {
            return last != null && !last.isDone();
        }
    }

    private final class Told implements CompletionListener {
        @Override
        public void onCompletion(Message message) {
            // that it goes on is what counts
        }

        @Override
        public void onException(Message message, Exception exception) {
            failure.compareAndSet(null, exception);
        }
    }

    private XASession xaSession() throws JMSException {
        XAConnection connection = new AngariumXAConnectionFactory(uri()).createXAConnection();
        connections.add(connection);
        return connection.createXASession();
    }

    private static void prepare(XASession session, TestXid branch, int messages) throws JMSException, XAException {
        MessageProducer producer = session.createProducer(session.createQueue("prepared"));
        XAResource resource = session.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        for (int i = 0; i < messages; i++) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[BRANCH_MESSAGE]);
            producer.send(message);
        }
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
        producer.close();
    }

    /** Waits until all that was to be sent is; the test fails where that takes longer than any work. */
    private void allGoOn(String when) throws Exception {
        for (Producer producer : producers) {
            if (producer.last != null) {
                assertThat(producer.thread.submit(() -> {}))
                        .as("a producer waits though there is room, " + when)
                        .succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS));
            }
        }
        assertThat(failure.get()).isNull();
    }

    /** What the branch has sent leaves memory in the very round in which the message came, at its end, and nothing more happens in the broker. */
    @Test
    void whatLeavesMemoryInTheLastRoundLetsThemGoOn() throws Exception {
        prepare(xaSession(), new TestXid("global", "b"), 10);
        Session reading = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = reading.createConsumer(reading.createQueue("orders"));
        Producer producer = new Producer("orders");
        producer.send(MEMORY * 6 / 10, false);
        producer.send(100, false);
        producer.send(100, false);
        allGoOn("beside a prepared branch");
        assertThat(consumer.receive(PATIENCE_SECONDS * 1000)).isNotNull();
    }

    @Test
    void theyGoOnWheneverThereIsRoom() throws Exception {
        long seed = Long.getLong("angarium.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < PRODUCERS; i++) {
            new Producer("q" + i % QUEUES);
        }
        Session reading = session(Session.AUTO_ACKNOWLEDGE);
        List<MessageConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < QUEUES; i++) {
            Queue queue = reading.createQueue("q" + i);
            consumers.add(reading.createConsumer(queue));
        }
        XASession xa = xaSession();
        TestXid branch = null;
        int due = 0;
        int received = 0;
        int held = 0;
        int drains = 0;
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(10);
            if (dice < 6) {
                due += burst(producers.get(random.nextInt(PRODUCERS)), random);
            } else if (dice < 7) {
                received += take(consumers.get(random.nextInt(QUEUES)), random.nextInt(10));
            } else if (dice < 8 && branch == null) {
                received += drain(consumers, due - received, "seed " + seed + ", step " + step); // a branch waits too
                branch = new TestXid("global", "b" + step);
                prepare(xa, branch, 1 + random.nextInt(10));
            } else if (dice < 9 && branch != null) {
                xa.getXAResource().rollback(branch);
                branch = null;
            } else {
                held += producers.stream().anyMatch(Producer::waits) ? 1 : 0;
                received += drain(consumers, due - received, "seed " + seed + ", step " + step);
                drains++;
            }
        }
        received += drain(consumers, due - received, "seed " + seed + ", at the end");
        System.out.println("held back producers: seed " + seed + ", " + due + " messages, " + drains
                + " drains, before " + held + " of them somebody waited");
        assertThat(received).isEqualTo(due);
        assertThat(held).isPositive();
        assertThat(sent.get()).isEqualTo(due);
    }

    private static int burst(Producer producer, Random random) {
        int many = 1 + random.nextInt(25);
        boolean persistent = random.nextInt(3) == 0;
        for (int i = 0; i < many; i++) {
            producer.send(
                    random.nextInt(12) == 0 ? 100_000 + random.nextInt(400_000) : random.nextInt(20_000), persistent);
        }
        return many;
    }

    private static int take(MessageConsumer consumer, int most) throws JMSException {
        int taken = 0;
        while (taken < most && consumer.receiveNoWait() != null) {
            taken++;
        }
        return taken;
    }

    /** Takes all that is to come, wherever it is; then nobody may wait. */
    private int drain(List<MessageConsumer> consumers, int all, String when) throws Exception {
        int taken = 0;
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (taken < all) {
            int before = taken;
            for (MessageConsumer consumer : consumers) {
                taken += consumer.receive(5) == null ? 0 : 1;
            }
            if (taken > before) {
                patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            }
            assertThat(failure.get()).isNull();
            assertThat(System.nanoTime())
                    .as("nothing comes though " + (all - taken) + " messages are to be sent, " + when)
                    .isLessThan(patience);
        }
        allGoOn(when);
        return taken;
    }
}
