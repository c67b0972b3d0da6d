package io.angarium.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.twophase.ArmedBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with an outbox that dies at the worst moments: each message that it committed arrives once, in its order. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OutboxKillIT {
    private static final int MESSAGES = 250;

    @TempDir
    private Path folder;

    /** Before the numbers are written; when they are, and nothing is sent; when all is sent and confirmed, and still there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE ANGARIUM_OUTBOX SET INCARNATION",
                "SELECT ID, SEQUENCE_NUMBER",
                "DELETE FROM ANGARIUM_OUTBOX"
            })
    void whatWasCommittedArrivesOnceAlthoughTheRelayDies(String moment) throws Exception {
        new Shop(database(), true).close();
        try (Broker broker =
                Broker.start(BrokerSettings.in(folder.resolve("broker")).withPort(0))) {
            String uri = "angarium://127.0.0.1:" + broker.port();
            try (Child dying = child(uri, 0, MESSAGES, moment, "halt")) {
                dying.hear("SENT");
                assertThat(dying.awaitExit()).isEqualTo(RelayChild.HALTED);
            }
            try (Child next = child(uri, MESSAGES, 10, "-", "halt")) {
                next.hear("SENT");
                await().atMost(Duration.ofSeconds(30)).until(() -> waiting(uri) >= MESSAGES + 10);
                next.stop();
            }
            allArrivedOnce(uri, MESSAGES + 10);
        }
        emptied();
    }

    /** A SIGKILL of the broker too, between send and delete: what it had confirmed it still knows. */
    @Test
    void whatWasSentArrivesOnceAlthoughRelayAndBrokerAreKilled() throws Exception {
        new Shop(database(), true).close();
        int port;
        try (Child broker = broker(0)) {
            port = Integer.parseInt(broker.hear("PORT "));
            try (Child dying = child(uri(port), 0, MESSAGES, "DELETE FROM ANGARIUM_OUTBOX", "halt")) {
                dying.hear("SENT");
                assertThat(dying.awaitExit()).isEqualTo(RelayChild.HALTED);
            }
            broker.kill();
        }
        try (Child broker = broker(port)) {
            broker.hear("PORT ");
            try (Child next = child(uri(port), MESSAGES, 10, "-", "halt")) {
                next.hear("SENT");
                await().atMost(Duration.ofSeconds(30)).until(() -> waiting(uri(port)) >= MESSAGES + 10);
                next.stop();
            }
            allArrivedOnce(uri(port), MESSAGES + 10);
            broker.stop();
        }
        emptied();
    }

    /** A SIGKILL of the broker alone at each step of the relay, which goes on with the broker that comes after it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE ANGARIUM_OUTBOX SET INCARNATION",
                "SELECT ID, SEQUENCE_NUMBER",
                "DELETE FROM ANGARIUM_OUTBOX"
            })
    void whatWasCommittedArrivesOnceAlthoughTheBrokerIsKilled(String moment) throws Exception {
        new Shop(database(), true).close();
        Child broker = broker(0);
        try {
            int port = Integer.parseInt(broker.hear("PORT "));
            try (Child relay = child(uri(port), 0, MESSAGES, moment, "wait")) {
                relay.hear("SENT");
                relay.hear("AT");
                broker.kill();
                broker = broker(port);
                broker.hear("PORT ");
                relay.say("go on");
                await().atMost(Duration.ofSeconds(30)).until(() -> waiting(uri(port)) >= MESSAGES);
                relay.stop();
            }
            allArrivedOnce(uri(port), MESSAGES);
            broker.stop();
        } finally {
            broker.close();
        }
        emptied();
    }

    private static String uri(int port) {
        return "angarium://127.0.0.1:" + port;
    }

    private Child broker(int port) {
        return new Child(
                ArmedBroker.class,
                folder.resolve("broker.log"),
                List.of(folder.resolve("broker").toString(), Integer.toString(port)));
    }

    private String database() {
        return folder.resolve("shop").toString();
    }

    private Child child(String uri, int first, int messages, String moment, String how) {
        return new Child(
                RelayChild.class,
                folder.resolve("relay.log"),
                List.of(database(), uri, Integer.toString(first), Integer.toString(messages), moment, how));
    }

    private static int waiting(String uri) {
        return ManagementPeer.rows(uri, "queue.list", Map.of()).stream()
                .filter(row -> row.get("name").toString().startsWith("q"))
                .mapToInt(row -> ((Number) row.get("messages")).intValue())
                .sum();
    }

    private void emptied() throws Exception {
        try (Shop shop = new Shop(database(), false)) {
            assertThat(shop.count("ANGARIUM_OUTBOX")).isZero();
        }
    }

    private static void allArrivedOnce(String uri, int count) throws JMSException {
        for (int queue = 0; queue < 3; queue++) {
            int rest = queue;
            List<String> expected = IntStream.range(0, count)
                    .filter(i -> i % 3 == rest)
                    .mapToObj(Integer::toString)
                    .toList();
            assertThat(texts(uri, "q" + queue)).containsExactlyElementsOf(expected);
        }
    }

    private static List<String> texts(String uri, String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            connection.start();
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                texts.add(((TextMessage) message).getText());
            }
        }
        return texts;
    }
}
