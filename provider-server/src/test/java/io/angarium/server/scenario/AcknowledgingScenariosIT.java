package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.jms.session.AngariumSession;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R2, R6 and K9 with processes and clocks as they are. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AcknowledgingScenariosIT {
    private static final int CONSUMERS = 20;

    @TempDir
    private Path folder;

    private Broker broker(Path data) {
        return Broker.start(BrokerSettings.in(data).withPort(0));
    }

    private static String uri(Broker broker) {
        return "angarium://127.0.0.1:" + broker.port();
    }

    private Child worker(String uri) {
        return new Child(CarefulWorker.class, folder.resolve("worker.log"), List.of(uri, "orders"));
    }

    private static void assertTwoFourAndFiveComeAgain(Broker broker) throws JMSException {
        try (Connection connection = new AngariumConnectionFactory(uri(broker)).createConnection();
                Session session = connection.createSession()) {
            connection.start();
            MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
            List<String> again = new ArrayList<>();
            for (Message m = consumer.receive(20_000); m != null; m = consumer.receiveNoWait()) {
                again.add(m.getBody(String.class) + " " + m.getIntProperty("JMSXDeliveryCount"));
            }
            assertThat(again).containsExactly("2 2", "4 2", "5 2");
        }
    }

    @Test
    void r2OfAKilledApplicationExactlyThoseComeAgainThatItHasNotAcknowledged() throws Exception {
        try (Broker broker = broker(folder.resolve("data"))) {
            try (Child worker = worker(uri(broker))) {
                worker.hear("WAITS");
                worker.kill();
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ManagementPeer.ask(
                            uri(broker), "queue.show", Map.of("name", "orders"))
                    .get("consumers")
                    .equals(0));
            assertTwoFourAndFiveComeAgain(broker);
        }
    }

    @Test
    void r2OfAKilledBrokerToo() throws Exception {
        Path data = folder.resolve("data");
        try (Child both = worker("vm://killed?data=" + data)) {
            both.hear("WAITS");
            both.kill();
            both.awaitExit();
        }
        try (Broker broker = broker(data)) {
            assertTwoFourAndFiveComeAgain(broker);
        }
    }

    /** Tenant A's message comes again after 7 s, give or take 200 ms, and nobody waits for it. */
    @Test
    @Tag("soak")
    void r6ByTheClock() throws Exception {
        BlockingQueue<Long> times = new LinkedBlockingQueue<>();
        AtomicInteger others = new AtomicInteger();
        try (Broker broker = broker(folder.resolve("data"));
                Connection connection = new AngariumConnectionFactory(uri(broker)).createConnection();
                Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("orders"));
            producer.send(session.createTextMessage("A"));
            for (int i = 0; i < 1_000; i++) {
                producer.send(session.createTextMessage("B" + i));
            }
            Session receiving = connection.createSession();
            receiving.createConsumer(receiving.createQueue("orders")).setMessageListener(message -> {
                if (!text(message).equals("A")) {
                    others.incrementAndGet();
                } else {
                    times.add(System.nanoTime());
                    if (times.size() == 1) {
                        throw new RetryAfterException(Duration.ofSeconds(7));
                    }
                }
            });
            connection.start();
            Awaitility.await().until(() -> others.get() == 1_000);
            assertThat(times).hasSize(1);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> times.size() == 2);
            assertThat(Duration.ofNanos(-times.remove() + times.remove()))
                    .isBetween(Duration.ofMillis(6_800), Duration.ofMillis(7_200));
        }
    }

    private static String text(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void k9AStuckRecordDoesNotStallTheOthers() throws Exception {
        k9(2_000, Duration.ofSeconds(5), Duration.ZERO);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void k9InFull() throws Exception {
        k9(20_000, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    /** Twenty consumers; the first is at its record until all others are done, and for a time at least, and renews its lease. */
    private void k9(int records, Duration lease, Duration atLeast) throws Exception {
        try (Broker broker = broker(folder.resolve("data"));
                Connection connection =
                        new AngariumConnectionFactory(uri(broker) + "?lease=" + lease.toMillis()).createConnection()) {
            connection.start();
            try (Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
                MessageProducer producer = session.createProducer(session.createQueue("records"));
                for (int i = 0; i < records; i++) {
                    producer.send(session.createTextMessage("" + i));
                }
                session.commit();
            }
            AngariumMessage stuck = (AngariumMessage) consumer(connection).receive(20_000);
            long begin = System.nanoTime();
            AtomicInteger done = new AtomicInteger();
            for (int i = 1; i < CONSUMERS; i++) {
                Session session = connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
                session.createConsumer(session.createQueue("records")).setMessageListener(message -> {
                    try {
                        message.acknowledge();
                        done.incrementAndGet();
                    } catch (JMSException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(12))
                    .pollInterval(lease.dividedBy(20))
                    .until(() -> {
                        stuck.renew();
                        return done.get() == records - 1 && System.nanoTime() - begin >= atLeast.toNanos();
                    });
            assertThat(ManagementPeer.ask(uri(broker), "queue.show", Map.of("name", "records")))
                    .containsEntry("messages", 1L);
            stuck.acknowledge();
            assertThat(ManagementPeer.ask(uri(broker), "queue.show", Map.of("name", "records")))
                    .containsEntry("messages", 0L);
        }
    }

    private static MessageConsumer consumer(Connection connection) throws JMSException {
        Session session = connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
        return session.createConsumer(session.createQueue("records"));
    }
}
