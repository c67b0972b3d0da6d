package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of topics that keep messages, with a broker and its files. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class KeptScenariosTest {
    private static final int BODY = 16 * 1024;
    private static final long MIB = 1024 * 1024;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void k4OfAnHourAndABoundInBytesTheDiskNeverHasATenthMoreAndTheOldestIsReported() throws Exception {
        k4(192 * MIB, (int) MIB);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void k4InFull() throws Exception {
        k4(2048 * MIB, 64 * (int) MIB);
    }

    private void k4(long bound, int segment) throws Exception {
        KeepPolicy keep = new KeepPolicy(0, bound, Duration.ofHours(1), Give.ALL);
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("readings"), List.of(new Policies.Said("test", "test", policy -> policy.with(keep))));
        BrokerSettings settings =
                BrokerSettings.in(folder).withPort(0).withSegmentBytes(segment).withRules(List.of(rule));
        int messages = (int) (3 * bound / BODY);
        try (Broker broker = Broker.start(settings)) {
            String uri = "angarium://127.0.0.1:" + broker.port();
            long before = System.currentTimeMillis();
            long most = publish(uri, messages);
            System.out.println("K4: " + bound + " bytes are kept, the files had " + most + " at most");
            assertThat(most).as("bytes of the journal's files at most").isLessThan(bound + bound / 10);
            Awaitility.await().atMost(LONG).until(() -> number(show(uri), "keptBytes") <= bound);
            Map<String, Object> shown = show(uri);
            assertThat(number(shown, "keptBytes")).isGreaterThan(bound - bound / 100);
            assertThat(number(shown, "keptForMillis")).isBetween(0L, System.currentTimeMillis() - before + 1_000);
            assertThat(number(shown, "kept") + number(shown, "keptDropped")).isEqualTo(messages);
            assertThat(read(uri, messages)).isEqualTo(number(shown, "kept"));
        }
    }

    /** Returns how many bytes the journal's files had at most. */
    private static long publish(String uri, int messages) throws JMSException {
        long most = 0;
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createTopic("readings"));
            byte[] body = new byte[BODY];
            for (int i = 1; i <= messages; i++) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                message.setIntProperty("number", i);
                producer.send(message);
                if (i % 64 == 0 || i == messages) {
                    session.commit();
                    Map<String, Object> stat = ManagementPeer.ask(uri, "journal.stat", Map.of());
                    most = Math.max(most, number(stat, "fileBytes"));
                }
            }
        }
        return most;
    }

    /** Reads all that is kept, which ends with the last message and has no hole; returns how many. */
    private static long read(String uri, int last) throws JMSException {
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection();
                Session session = connection.createSession()) {
            MessageConsumer consumer = session.createConsumer(session.createTopic("readings"));
            connection.start();
            long read = 0;
            int number = 0;
            while (number < last) {
                Message message = consumer.receive(LONG.toMillis());
                assertThat(message).as("after " + number).isNotNull();
                int next = message.getIntProperty("number");
                assertThat(next).isEqualTo(number == 0 ? next : number + 1);
                number = next;
                read++;
            }
            return read;
        }
    }

    private static Map<String, Object> show(String uri) {
        return ManagementPeer.ask(uri, "topic.show", Map.of("name", "readings"));
    }

    private static long number(Map<String, Object> row, String key) {
        return ((Number) row.get(key)).longValue();
    }
}
