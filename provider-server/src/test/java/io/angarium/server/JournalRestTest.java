package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.host.Compaction;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of more than half a segment: more than one and a half times what lives is on the disk, and no moving could change that. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalRestTest {
    private static final int SEGMENT = 1 << 20;
    private static final int BODY = SEGMENT * 11 / 20;
    private static final int SENT = 40;
    private static final int GONE = 16;

    @TempDir
    Path folder;

    private BrokerSettings settings() {
        return BrokerSettings.in(folder)
                .withName("rest-" + folder.getFileName())
                .withPort(0)
                .withSegmentBytes(SEGMENT);
    }

    private static void send(JMSContext context) throws JMSException {
        for (int i = 0; i < SENT; i++) {
            BytesMessage message = context.createBytesMessage();
            message.writeBytes(new byte[BODY]);
            message.setIntProperty("number", i);
            context.createProducer().send(context.createQueue("large"), message);
        }
    }

    private static void take(JMSContext context, int from, int to) throws JMSException {
        Queue queue = context.createQueue("large");
        try (JMSConsumer consumer = context.createConsumer(queue)) {
            for (int i = from; i < to; i++) {
                Message message = consumer.receive(10_000);
                assertThat(message.getIntProperty("number")).isEqualTo(i);
            }
        }
    }

    private static long number(Map<String, Object> stat, String name) {
        return ((Number) stat.get(name)).longValue();
    }

    /** What dies is given up, so the copier has looked; what it could move would need as many segments again. */
    @Test
    void aBrokerWithSuchMessagesMovesNothingForNothing() throws JMSException {
        try (Broker broker = Broker.start(settings());
                JMSContext context =
                        new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createContext()) {
            send(context);
            String uri = "angarium://127.0.0.1:" + broker.port();
            long before = number(ManagementPeer.ask(uri, "journal.stat", Map.of()), "fileBytes");
            take(context, 0, GONE);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Map<String, Object> stat = ManagementPeer.ask(uri, "journal.stat", Map.of());
                assertThat(number(stat, "fileBytes")).isLessThanOrEqualTo(before - (GONE - 3L) * SEGMENT);
            });
            Map<String, Object> stat = ManagementPeer.ask(uri, "journal.stat", Map.of());
            assertThat(number(stat, "fileBytes")).isGreaterThan(number(stat, "liveBytes") * 3 / 2);
            assertThat(stat).containsEntry("withinPromise", true);
            assertThat(number(stat, "movedRecords"))
                    .as("each could be moved only to a segment of its own: %s", stat)
                    .isLessThanOrEqualTo(2);
            take(context, GONE, SENT);
        }
    }

    @Test
    void aCompactionOfSuchMessagesEnds() throws JMSException {
        try (Broker broker = Broker.start(settings());
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext()) {
            send(context);
            take(context, 0, GONE);
        }
        Compaction.Outcome outcome = JournalMaintenance.compact(settings(), moved -> {});
        System.out.println("compacted: " + outcome);
        assertThat(outcome.messages()).isEqualTo(SENT - GONE);
        assertThat(outcome.moved()).isLessThanOrEqualTo(SENT - GONE);
        assertThat(outcome.bytesAfter()).isLessThanOrEqualTo((SENT - GONE + 3L) * SEGMENT);
        Compaction.Outcome again = JournalMaintenance.compact(settings(), moved -> {});
        assertThat(again.moved()).isLessThanOrEqualTo(1);
        try (Broker broker = Broker.start(settings());
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext()) {
            take(context, GONE, SENT);
        }
    }
}
