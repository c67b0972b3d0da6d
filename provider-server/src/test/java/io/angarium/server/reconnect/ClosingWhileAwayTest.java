package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Closing has nothing to lose: it does not wait for a broker that is away, and takes effect when that is back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClosingWhileAwayTest {
    private static final Duration PROMPT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Broker broker;
    private Relay proxy;
    private Connection connection;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final CompletableFuture<Void> back = new CompletableFuture<>();

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        proxy = new Relay(broker.port());
        connection = new AngariumConnectionFactory("angarium://127.0.0.1:" + proxy.port()).createConnection();
        ((AngariumConnection) connection).setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                lost.complete(null);
            }

            @Override
            public void connectionRestored(Duration after) {
                back.complete(null);
            }
        });
        connection.start();
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        proxy.close();
        broker.close();
    }

    private void takeTheBrokerAway() {
        proxy.refuse(true);
        proxy.cut();
        lost.join();
    }

    private void bringTheBrokerBack() {
        proxy.refuse(false);
        back.join();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws JMSException;
    }

    private static void assertPrompt(Work work) throws JMSException {
        long begin = System.nanoTime();
        work.run();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMPT);
    }

    private Map<String, Object> queue(String name) {
        return ManagementPeer.ask("angarium://127.0.0.1:" + broker.port(), "queue.show", Map.of("name", name));
    }

    @Test
    void consumersProducersBrowsersAndSessionsEndAtOnceAndNothingOfThemIsThereAfterTheReconnect() throws JMSException {
        Session session = connection.createSession();
        Session other = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        QueueBrowser browser = session.createBrowser(session.createQueue("q"));
        assertThat(browser.getEnumeration().hasMoreElements()).isFalse();
        MessageConsumer inOther = other.createConsumer(other.createQueue("r"));
        assertThat(inOther.receiveNoWait()).isNull();
        takeTheBrokerAway();
        assertPrompt(consumer::close);
        assertPrompt(producer::close);
        assertPrompt(browser::close);
        assertPrompt(other::close);
        bringTheBrokerBack();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(queue("q").get("consumers").toString()).isEqualTo("0"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(queue("r").get("consumers").toString()).isEqualTo("0"));
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("goes on"));
        assertThat(queue("q").get("messages").toString()).isEqualTo("1");
    }

    @Test
    void aCloseThatIsWaitingWhenTheLinkBreaksReturns() throws Exception {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        proxy.swallow(Relay.Way.TO_CLIENT);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try {
                consumer.close();
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        await().during(Duration.ofMillis(300)).until(() -> !closed.isDone());
        proxy.swallow(null);
        takeTheBrokerAway();
        closed.get(PROMPT.toSeconds(), TimeUnit.SECONDS);
        bringTheBrokerBack();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(queue("q").get("consumers").toString()).isEqualTo("0"));
    }

    @Test
    void aCloseDoesNotWaitForASilentBrokerToBeFoundDead() throws JMSException {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        proxy.freeze(true);
        long begin = System.nanoTime();
        consumer.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        proxy.freeze(false);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(queue("q").get("consumers").toString()).isEqualTo("0"));
    }

    @Test
    void aConnectionEndsAtOnceAndDoesNotComeBack() throws JMSException {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("rolled back"));
        takeTheBrokerAway();
        assertPrompt(connection::close);
        proxy.refuse(false);
        // a try that was on its way when it was closed may still arrive, and ends at once
        await().during(Duration.ofSeconds(1))
                .until(() -> ManagementPeer.rows("angarium://127.0.0.1:" + broker.port(), "connection.list", Map.of())
                                .size()
                        == 1);
        assertThat(queue("q").get("messages").toString()).isEqualTo("0");
    }
}
