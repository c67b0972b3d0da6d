package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker on real files with small segments: what of them stays when messages come and go. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalSpaceTest {
    private static final int SEGMENT = 1 << 20;
    private static final int BODY = 10_000;
    private static final int CHURN = 6_000;
    private static final int EVERY = 200;

    @TempDir
    Path folder;

    private BrokerSettings settings() {
        return BrokerSettings.in(folder).withPort(0).withSegmentBytes(SEGMENT);
    }

    @Test
    void anOceanOfShortLivedMessagesAmongAFewOldOnesLeavesLittleOnTheDisk() throws JMSException {
        try (Broker broker = Broker.start(settings())) {
            churn(broker);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(journalBytes())
                    .as("files for %d messages of %d bytes that live", CHURN / EVERY, BODY)
                    .isLessThan(CHURN / EVERY * (long) BODY * 3 / 2 + 9L * SEGMENT));
            Map<String, Object> stat =
                    ManagementPeer.ask("angarium://127.0.0.1:" + broker.port(), "journal.stat", Map.of());
            System.out.println(
                    "journal after churn of " + (long) CHURN * BODY + " bytes: " + journalBytes() + " bytes, " + stat);
            assertThat(((Number) stat.get("liveRecords")).intValue()).isEqualTo(CHURN / EVERY);
            assertThat(stat).containsEntry("pinnedIn", "queue old");
            assertThat(((Number) stat.get("movedRecords")).longValue()).isPositive();
        }
        try (Broker broker = Broker.start(settings());
                Connection connection =
                        new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("old"));
            for (int i = 0; i < CHURN; i += EVERY) {
                assertThat(((TextMessage) consumer.receive(10_000)).getText()).startsWith(i + ":");
            }
            assertThat(consumer.receive(200)).isNull();
        }
    }

    private static void churn(Broker broker) throws JMSException {
        try (Connection connection =
                new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(null);
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            MessageConsumer consumer = session.createConsumer(session.createQueue("short-lived"));
            for (int i = 0; i < CHURN; i++) {
                if (i % EVERY == 0) {
                    producer.send(session.createQueue("old"), session.createTextMessage(i + ":" + "o".repeat(BODY)));
                }
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(new byte[BODY]);
                producer.send(session.createQueue("short-lived"), message);
                assertThat(consumer.receive(10_000)).isNotNull();
            }
        }
    }

    private long journalBytes() {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            return files.mapToLong(JournalSpaceTest::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
