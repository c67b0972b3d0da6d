package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.TestXid;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
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
    private static final int FEW = 20;

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

    /** A prepared branch and a subscription that sleeps hold on to what was written first, as old messages do. */
    @Test
    void aPreparedBranchAndASleepingSubscriptionLeaveLittleOnTheDisk() throws JMSException, XAException {
        Xid branch = new TestXid("space", "one");
        try (Broker broker = Broker.start(settings())) {
            String uri = "angarium://127.0.0.1:" + broker.port();
            try (Connection connection = new AngariumConnectionFactory(uri).createConnection();
                    XAConnection xa = new AngariumXAConnectionFactory(uri).createXAConnection()) {
                connection.setClientID("sleeper");
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                session.createDurableSubscriber(session.createTopic("news"), "sleeps")
                        .close();
                XASession prepared = xa.createXASession();
                prepared.getXAResource().start(branch, XAResource.TMNOFLAGS);
                MessageProducer inBranch = prepared.createProducer(prepared.createQueue("prepared"));
                MessageProducer news = session.createProducer(session.createTopic("news"));
                for (int i = 0; i < FEW; i++) {
                    inBranch.send(prepared.createTextMessage(i + ":" + "p".repeat(BODY)));
                    news.send(session.createTextMessage(i + ":" + "n".repeat(BODY)));
                }
                prepared.getXAResource().end(branch, XAResource.TMSUCCESS);
                assertThat(prepared.getXAResource().prepare(branch)).isEqualTo(XAResource.XA_OK);
            }
            churn(broker);
            long lives = (CHURN / EVERY + 2L * FEW) * BODY;
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(journalBytes())
                    .as("files for %d bytes that live", lives)
                    .isLessThan(lives * 3 / 2 + 9L * SEGMENT));
            Map<String, Object> stat = ManagementPeer.ask(uri, "journal.stat", Map.of());
            assertThat(((Number) stat.get("liveRecords")).intValue()).isEqualTo(CHURN / EVERY + 2 * FEW);
        }
        try (Broker broker = Broker.start(settings())) {
            String uri = "angarium://127.0.0.1:" + broker.port();
            try (XAConnection xa = new AngariumXAConnectionFactory(uri).createXAConnection();
                    Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
                xa.createXASession().getXAResource().commit(branch, false);
                connection.setClientID("sleeper");
                connection.start();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                expectInOrder(session.createConsumer(session.createQueue("prepared")));
                expectInOrder(session.createDurableSubscriber(session.createTopic("news"), "sleeps"));
            }
        }
    }

    private static void expectInOrder(MessageConsumer consumer) throws JMSException {
        for (int i = 0; i < FEW; i++) {
            assertThat(((TextMessage) consumer.receive(10_000)).getText()).startsWith(i + ":");
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
