package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.tool.Angarium;
import io.angarium.server.tool.selfcheck.ScratchBroker;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand connections, each with a session and a producer, on sockets of their own or on few, lose a broker in a process of its own that is killed, and are back within
 * a second after its port is open, not all at one moment. On a machine that does nothing else, so only with {@code -Psoak}.
 */
@Tag("soak")
class ManyConnectionsIT {
    private static final int CONNECTIONS = Integer.getInteger("angarium.connections", 1000);

    @TempDir
    private Path data;

    private final Comeback comeback = new Comeback();

    /** Whose sockets they use. */
    enum Sockets {
        /** Each its own: of as many factories. */
        ONE_EACH,
        /** As an application has it by default: of one factory. */
        SHARED
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aThousandConnectionsAreBackWithinASecondAndNotAllAtOneMoment(Sockets sockets) throws Exception {
        List<Connection> connections = new ArrayList<>();
        List<MessageProducer> producers = new ArrayList<>();
        List<Session> sessions = new ArrayList<>();
        try (ScratchBroker broker = new ScratchBroker(Angarium.class.getName(), data)) {
            String uri = "angarium://127.0.0.1:" + broker.port();
            ConnectionFactory factory = new AngariumConnectionFactory(uri);
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(sockets == Sockets.SHARED ? comeback.connect(factory) : comeback.connect(uri));
                sessions.add(connections.get(i).createSession());
                producers.add(sessions.get(i).createProducer(sessions.get(i).createQueue("q")));
            }
            broker.kill();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true); // until pauses have reached their cap
            assertThat(comeback.count()).isZero();
            CompletableFuture<Long> open = CompletableFuture.supplyAsync(() -> whenOpen(broker.port()));
            broker.restart();
            await().atMost(Duration.ofSeconds(60)).until(() -> comeback.count() == CONNECTIONS);
            Comeback.Times times = comeback.since(open.get(10, TimeUnit.SECONDS));
            System.out.println(sockets + ": " + times);
            assertThat(times.p99Nanos()).isLessThan(TimeUnit.SECONDS.toNanos(1));
            if (sockets == Sockets.ONE_EACH) { // those that share a socket come together, at the cost of one
                assertThat(times.most()).as("in the same 50 ms").isLessThan(CONNECTIONS / 3);
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                producers.get(i).send(sessions.get(i).createTextMessage("goes on"));
            }
        } finally {
            close(connections);
        }
    }

    private static void close(List<Connection> connections) throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /** When somebody listens there. */
    private static long whenOpen(int port) {
        return await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> tried(port), at -> at != 0);
    }

    private static long tried(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected() ? System.nanoTime() : 0;
        } catch (IOException nobody) {
            return 0;
        }
    }
}
