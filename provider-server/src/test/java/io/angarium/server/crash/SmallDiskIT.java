package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker on a small file system that really fills up, mounted in a user namespace of its own. Skipped where that is not permitted; the full disk of
 * the tests in memory is tried everywhere.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SmallDiskIT {
    private static final int BODY_BYTES = 512 * 1024;
    private static final int MOST_SENT = 2_000;
    private static final int MEGABYTES = 400;

    @TempDir
    Path folder;

    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int sent;

    private List<String> mounted(Path data) throws IOException, InterruptedException {
        Process permitted = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "true")
                .redirectErrorStream(true)
                .start();
        assumeTrue(permitted.waitFor() == 0, "user namespaces with mounts are not permitted here");
        Files.createDirectories(data);
        return List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + MEGABYTES + "m none \"$0\" && exec \"$@\"",
                data.toString());
    }

    @Test
    void sendsAreRefusedTakingGoesOnAndSpaceComesBackWithoutARestart() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "there is no unshare here");
        Path data = folder.resolve("small");
        try (BrokerProcess broker = new BrokerProcess(data, mounted(data))) {
            broker.start();
            AngariumConnectionFactory factory = new AngariumConnectionFactory(broker.uri() + "?callTimeout=60s");
            try (Connection connection = factory.createConnection()) {
                connection.start();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue("small"));
                JMSException refused = sendUntilRefused(session, producer);
                assertThat(refused).hasMessageContaining("No room for the journal in");
                assertThat(sent).isGreaterThan(MEGABYTES / 4);

                takeTransacted(connection, sent / 2);
                await().atMost(Duration.ofMinutes(1)).until(() -> accepted(session, producer));
                takeTransacted(connection, waiting.size());
            }
            assertThat(broker.alive()).isTrue();
            assertThat(QueueView.of(broker.uri(), "small")).containsEntry("available", 0);
            assertThat(broker.stop()).isZero();
        }
    }

    private JMSException sendUntilRefused(Session session, MessageProducer producer) {
        for (int i = 0; i < MOST_SENT; i++) {
            try {
                send(session, producer);
            } catch (JMSException refused) {
                return refused;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    private void send(Session session, MessageProducer producer) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[BODY_BYTES]);
        message.setIntProperty("number", sent);
        producer.send(message);
        waiting.addLast(sent++);
    }

    private boolean accepted(Session session, MessageProducer producer) {
        try {
            send(session, producer);
            return true;
        } catch (JMSException stillFull) {
            assertThat(stillFull).hasMessageContaining("No room for the journal in");
            return false;
        }
    }

    /** Takes the oldest, first in a transaction that is rolled back. */
    private void takeTransacted(Connection connection, int count) throws JMSException {
        try (Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue("small"))) {
            assertThat(consumer.receive(20_000)).isNotNull();
            session.rollback();
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                taken.add(consumer.receive(20_000).getIntProperty("number"));
                if (i % 10 == 0) {
                    session.commit();
                }
            }
            session.commit();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                expected.add(waiting.removeFirst());
            }
            assertThat(taken).isEqualTo(expected);
        }
    }
}
