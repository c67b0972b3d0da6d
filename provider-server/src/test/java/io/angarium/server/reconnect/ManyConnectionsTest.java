package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many connections that have lost the same broker are back soon after its port is open, and not all at one moment. {@code
 * -Dangarium.connections=1000} for the figure of the benchmark page.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManyConnectionsTest {
    private static final int CONNECTIONS = Integer.getInteger("angarium.connections", 60);
    private static final long BUCKET = TimeUnit.MILLISECONDS.toNanos(50);

    @TempDir
    private Path folder;

    private final Queue<Long> restored = new ConcurrentLinkedQueue<>();

    private Connection connect(int port) throws JMSException {
        AngariumConnection connection =
                (AngariumConnection) new AngariumConnectionFactory("angarium://127.0.0.1:" + port).createConnection();
        connection.setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                // It is its return that counts.
            }

            @Override
            public void connectionRestored(Duration after) {
                restored.add(System.nanoTime());
            }
        });
        return connection;
    }

    @Test
    void theyAreBackSoonAndOneAfterTheOther() throws JMSException {
        Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        int port = broker.port();
        List<Connection> connections = new ArrayList<>();
        try {
            List<Session> sessions = new ArrayList<>();
            List<MessageProducer> producers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(connect(port));
                Session session = connections.get(i).createSession();
                sessions.add(session);
                producers.add(session.createProducer(session.createQueue("q")));
            }
            broker.close();
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // until pauses have reached their cap
            assertThat(restored).isEmpty();
            broker = Broker.start(BrokerSettings.in(folder).withPort(port));
            long open = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> restored.size() == CONNECTIONS);
            long[] after = restored.stream()
                    .mapToLong(at -> Math.max(0, at - open))
                    .sorted()
                    .toArray();
            int[] buckets = new int[(int) (after[after.length - 1] / BUCKET) + 1];
            for (long each : after) {
                buckets[(int) (each / BUCKET)]++;
            }
            System.out.printf(
                    "%d connections back after the port was open: p50 %d ms, p99 %d ms, last %d ms; by 50 ms: %s%n",
                    CONNECTIONS,
                    after[after.length / 2] / 1_000_000,
                    after[after.length * 99 / 100] / 1_000_000,
                    after[after.length - 1] / 1_000_000,
                    Arrays.toString(buckets));
            assertThat(Arrays.stream(buckets).max().orElseThrow()).isLessThan(CONNECTIONS * 2 / 3);
            assertThat(after[after.length * 99 / 100]).isLessThan(TimeUnit.SECONDS.toNanos(3)); // a busy machine
            for (int i = 0; i < CONNECTIONS; i++) {
                producers.get(i).send(sessions.get(i).createTextMessage("goes on"));
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
            broker.close();
        }
    }
}
