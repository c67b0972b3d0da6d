package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.testing.Proxy;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight producers and eight consumers of all kinds, without a line of code for it, while the broker is killed and connections are cut and
 * frozen at random. {@code -Dangarium.seed=N} repeats the order of disturbances.
 */
class ChaosIT {
    @TempDir
    private Path data;

    private final long seed = Long.getLong("angarium.seed", System.nanoTime() & 0xFFFF);
    private final Random random = new Random(seed);
    private int kills;
    private int cuts;
    private int freezes;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void tenDisturbancesLoseAndDoubleNothing() throws JMSException {
        run(10);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void aHundredDisturbancesLoseAndDoubleNothing() throws JMSException {
        run(100);
    }

    private void run(int disturbances) throws JMSException {
        System.out.println("chaos: seed " + seed);
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            try (Proxy proxy = new Proxy(broker.port())) {
                String uri = "angarium://127.0.0.1:" + proxy.port() + "?prefetch=50";
                subscribe(uri);
                ChaosBook book = new ChaosBook();
                List<ChaosThread> producers = new ArrayList<>();
                List<ChaosThread> consumers = new ArrayList<>();
                start(uri, book, producers, consumers);
                for (int i = 0; i < disturbances; i++) {
                    int goal = book.confirmed() + 200;
                    await().atMost(Duration.ofSeconds(40))
                            .until(() ->
                                    book.confirmed() >= goal || !book.problems().isEmpty());
                    assertThat(book.problems()).as("seed " + seed).isEmpty();
                    disturb(broker, proxy);
                }
                producers.forEach(ChaosThread::end);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() ->
                                assertThat(book.missing()).as("seed " + seed).isEmpty());
                assertThat(consumers).as("still running, seed " + seed).allMatch(ChaosThread::isAlive);
                consumers.forEach(ChaosThread::end);
                System.out.printf("chaos: %d kills, %d cuts, %d freezes; %s%n", kills, cuts, freezes, book);
                assertThat(book.problems()).as("seed " + seed).isEmpty();
                assertThat(book.verdict()).as("seed " + seed).isEmpty();
            }
        }
    }

    /** The subscription is there before the first message. */
    private static void subscribe(String uri) throws JMSException {
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            Session session = connection.createSession();
            session.createSharedDurableConsumer(session.createTopic("news"), "readers")
                    .close();
        }
    }

    private static void start(String uri, ChaosBook book, List<ChaosThread> producers, List<ChaosThread> consumers) {
        for (int i = 0; i < 2; i++) {
            producers.add(ChaosThread.start(new ChaosProducer(uri, book, "auto", "sync" + i)::sendAndWait));
            producers.add(ChaosThread.start(new ChaosProducer(uri, book, "client", "client" + i)::sendAndWait));
            producers.add(ChaosThread.start(new ChaosProducer(uri, book, "news", "async" + i)::sendAsync));
            producers.add(ChaosThread.start(new ChaosProducer(uri, book, "tx", "tx" + i)::sendInTransactions));
            consumers.add(ChaosThread.start(new ChaosConsumer(uri, book, "auto")::listen));
            consumers.add(ChaosThread.start(new ChaosConsumer(uri, book, "client")::receiveAndAcknowledge));
            consumers.add(ChaosThread.start(new ChaosConsumer(uri, book, "news")::listen));
            consumers.add(ChaosThread.start(new ChaosConsumer(uri, book, "tx")::receiveInTransactions));
        }
    }

    private void disturb(BrokerProcess broker, Proxy proxy) {
        switch (random.nextInt(4)) {
            case 0 -> {
                kills++;
                broker.kill();
                broker.start();
            }
            case 1 -> {
                cuts++;
                proxy.cut();
            }
            case 2 -> {
                cuts++;
                Proxy.Way way = random.nextBoolean() ? Proxy.Way.TO_BROKER : Proxy.Way.TO_CLIENT;
                proxy.cutAfter(way, random.nextInt(20_000));
            }
            default -> {
                freezes++;
                proxy.freeze(true);
                await().pollDelay(Duration.ofMillis(200 + random.nextInt(300))).until(() -> true);
                if (random.nextBoolean()) {
                    proxy.cut();
                }
                proxy.freeze(false);
            }
        }
    }
}
