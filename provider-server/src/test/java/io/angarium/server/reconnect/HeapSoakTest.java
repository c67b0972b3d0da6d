package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TransactionRolledBackException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client and a broker that open and close, send, receive and lose their connection for half an hour (or {@code
 * -Dangarium.soak.minutes=N}; {@code -Dangarium.soak.pause=50} for some milliseconds between two rounds) are as small at its end as before: the heap that is alive after a collection does not grow.
 */
class HeapSoakTest {
    private static final double MINUTES = Double.parseDouble(System.getProperty("angarium.soak.minutes", "30"));
    /** Between two rounds, so that others may use the machine too; in milliseconds. */
    private static final long PAUSE = Long.getLong("angarium.soak.pause", 0);

    private static final int SAMPLES = 60;
    private static final double MOST_KIB_PER_ROUND = 0.02; // one object left behind by a round is more

    @TempDir
    private Path folder;

    private long rounds;

    @Test
    @Timeout(10)
    void theSlopeIsThatOfTheLineBehindTheWarmUp() {
        List<Slope.Point> points = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            points.add(new Slope.Point(i, i < 10 ? 1_000 * i : 50 + 2 * i + i % 2));
        }
        assertThat(Slope.of(points).perMinute()).isCloseTo(2, within(0.02));
        assertThat(Slope.of(points).atStart()).isCloseTo(50.5, within(0.5));
    }

    @Tag("soak")
    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void theLiveHeapDoesNotGrow() throws JMSException {
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
                Relay relay = new Relay(broker.port());
                Connection connection =
                        new AngariumConnectionFactory("angarium://127.0.0.1:" + relay.port()).createConnection()) {
            connection.start();
            List<Slope.Point> live = new ArrayList<>();
            List<Slope.Point> done = new ArrayList<>();
            int threads = 0;
            long begin = System.nanoTime();
            for (int sample = 1; sample <= SAMPLES; sample++) {
                long until = begin + (long) (MINUTES * 60e9 * sample / SAMPLES);
                while (System.nanoTime() < until) {
                    round(connection, relay);
                }
                double minutes = (System.nanoTime() - begin) / 60e9;
                live.add(new Slope.Point(minutes, liveKib()));
                done.add(new Slope.Point(minutes, rounds));
                if (sample == SAMPLES / 3) {
                    threads = Thread.activeCount();
                }
            }
            Slope slope = Slope.of(live);
            double perRound = slope.perMinute() / Slope.of(done).perMinute();
            System.out.printf(
                    "%d rounds in %.1f minutes over %d connections: live heap %.0f KiB, slope %.2f KiB per minute,"
                            + " %.4f KiB per round%n",
                    rounds, MINUTES, relay.connections(), slope.atStart(), slope.perMinute(), perRound);
            assertThat(perRound).isLessThan(MOST_KIB_PER_ROUND);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 3);
            awaitNothingLeft(broker);
        }
    }

    /** What an application does, with things that have to be gone afterwards; now and then the connection is lost. */
    private void round(Connection connection, Relay relay) throws JMSException {
        rounds++;
        try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                Session plain = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
                MessageProducer producer = session.createProducer(session.createQueue("q"))) {
            ask(plain);
            producer.send(session.createTextMessage("x".repeat(500)));
            if (rounds % 200 == 0) {
                relay.cut();
            }
            session.commit();
            assertThat(consumer.receive(10_000)).isNotNull();
            session.commit();
            if (PAUSE > 0) {
                assertThat(consumer.receive(PAUSE)).isNull();
            }
        } catch (TransactionRolledBackException lost) {
            drain(connection);
        }
    }

    /** The producer is not closed: that of a closed session has to be gone with it. */
    private static void ask(Session session) throws JMSException {
        TemporaryQueue temporary = session.createTemporaryQueue();
        MessageConsumer replies = session.createConsumer(temporary);
        session.createProducer(temporary).send(session.createTextMessage("reply"));
        replies.receive(100);
        replies.close();
        temporary.delete();
    }

    private static void drain(Connection connection) throws JMSException {
        try (Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue("q"))) {
            while (consumer.receiveNoWait() != null) {
                continue;
            }
        }
    }

    private static double liveKib() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }

    /** The connection is open still, and nothing of it but that. */
    private static void awaitNothingLeft(Broker broker) {
        String uri = "angarium://127.0.0.1:" + broker.port();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        ManagementPeer.rows(uri, "connection.list", Map.of()))
                .hasSize(2) // and the one that asks
                .allSatisfy(row -> assertThat(List.of(row.get("sessions"), row.get("consumers"), row.get("producers")))
                        .allSatisfy(count -> assertThat(count.toString()).isEqualTo("0"))));
        assertThat(ManagementPeer.rows(uri, "queue.list", Map.of()))
                .noneSatisfy(row -> assertThat(row.get("temporary")).isEqualTo(true));
    }
}
