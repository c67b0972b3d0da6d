package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many connections that have lost the same broker are all back when its port is open again, and go on. How soon that is, and that they do not come at one moment, {@link
 * ManyConnectionsIT} measures on a machine that does nothing else, and the client's BackoffTest has the pauses.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManyConnectionsTest {
    private static final int CONNECTIONS = 60;

    @TempDir
    private Path folder;

    private final Comeback comeback = new Comeback();

    @Test
    void theyAreAllBackAndGoOn() throws JMSException {
        Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        int port = broker.port();
        List<Connection> connections = new ArrayList<>();
        try {
            List<Session> sessions = new ArrayList<>();
            List<MessageProducer> producers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(comeback.connect("angarium://127.0.0.1:" + port));
                Session session = connections.get(i).createSession();
                sessions.add(session);
                producers.add(session.createProducer(session.createQueue("q")));
            }
            broker.close();
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // until pauses have reached their cap
            assertThat(comeback.count()).isZero();
            broker = Broker.start(BrokerSettings.in(folder).withPort(port));
            long open = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> comeback.count() == CONNECTIONS);
            System.out.println(comeback.since(open));
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
