package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import io.angarium.jms.testing.ThreadKind;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that are interrupted all the time while they send cost no connection its socket: neither their own nor those that share it. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class InterruptedSendersTest {
    private static final int SENDERS = 4;
    private static final int MESSAGES = 100;
    private static final int BYTES = 200_000;

    @TempDir
    private Path folder;

    private final AtomicInteger lost = new AtomicInteger();
    private RelayedBroker broker;

    @BeforeEach
    void start() {
        broker = new RelayedBroker(folder);
    }

    @AfterEach
    void stop() throws JMSException {
        broker.close();
    }

    private Connection connect(ConnectionFactory factory) throws JMSException {
        Connection connection = broker.connect(factory);
        ((AngariumConnection) connection).setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                lost.incrementAndGet();
            }

            @Override
            public void connectionRestored(Duration after) {
                // It is the loss that counts.
            }
        });
        return connection;
    }

    /** What an interrupted send throws says nothing of its message, but that is all. */
    private static boolean send(Connection connection, int sender) throws JMSException {
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("q" + sender));
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[BYTES]);
            for (int i = 0; i < MESSAGES; i++) {
                Thread.currentThread().interrupt();
                try {
                    producer.send(message);
                } catch (JMSException e) {
                    assertThat(e).hasRootCauseInstanceOf(InterruptedException.class);
                }
                assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
            }
            producer.send(session.createTextMessage("the last"));
        }
        return true;
    }

    private static void assertReceivesTheLast(Session session, int sender) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("q" + sender));
        Message message = consumer.receive(20_000);
        while (message instanceof BytesMessage) {
            message = consumer.receive(20_000);
        }
        assertThat(message).isInstanceOf(TextMessage.class);
        assertThat(((TextMessage) message).getText()).isEqualTo("the last");
    }

    @ParameterizedTest
    @EnumSource
    void noSocketIsLost(ThreadKind kind) throws Exception {
        assumeTrue(kind.exists());
        ExecutorService threads = kind.executor();
        ConnectionFactory factory = broker.factory("?connectionsPerSocket=" + (SENDERS + 1));
        Session sibling = connect(factory).createSession();
        List<Future<Boolean>> sending = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Connection connection = connect(factory);
            int sender = i;
            sending.add(threads.submit(() -> send(connection, sender)));
        }
        for (Future<Boolean> each : sending) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
        }
        for (int i = 0; i < SENDERS; i++) {
            assertReceivesTheLast(sibling, i);
        }
        assertThat(lost).hasValue(0);
        assertThat(broker.relay().connections()).isEqualTo(1);
        threads.shutdownNow();
    }
}
