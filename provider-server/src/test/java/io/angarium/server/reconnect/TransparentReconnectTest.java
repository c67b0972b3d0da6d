package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application whose link is cut or whose broker is started again goes on as if nothing had happened. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TransparentReconnectTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private final List<Connection> connections = new ArrayList<>();
    private Broker broker;
    private Relay proxy;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        proxy = new Relay(broker.port());
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        proxy.close();
        broker.close();
    }

    private enum Trouble {
        CUT,
        RESTART
    }

    private void make(Trouble trouble) {
        if (trouble == Trouble.CUT) {
            proxy.cut();
        } else {
            int port = broker.port();
            broker.close();
            broker = Broker.start(BrokerSettings.in(folder).withPort(port));
        }
    }

    private Connection connect(String options) throws JMSException {
        Connection connection =
                new AngariumConnectionFactory("angarium://127.0.0.1:" + proxy.port() + options).createConnection();
        connections.add(connection);
        connection.setExceptionListener(problem -> {
            throw new AssertionError("the application was told", problem);
        });
        connection.start();
        return connection;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }

    private List<String> drain(String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (Connection direct =
                new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection()) {
            direct.start();
            Session session = direct.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                texts.add(((TextMessage) m).getText());
            }
        }
        return texts;
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aProducerGoesOn(Trouble trouble) throws JMSException {
        Session session = connect("").createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        for (int i = 1; i <= 60; i++) {
            if (i % 20 == 0) {
                make(trouble);
            }
            producer.send(session.createTextMessage("" + i));
        }
        assertThat(drain("q")).isEqualTo(numbers(1, 60));
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void asynchronousSendsAreCompletedOnceAndInOrder(Trouble trouble) throws Exception {
        Session session = connect("").createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        List<String> completed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(300);
        for (int i = 1; i <= 300; i++) {
            if (i % 100 == 50) {
                make(trouble);
            }
            producer.send(session.createTextMessage("" + i), new jakarta.jms.CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    try {
                        completed.add(((TextMessage) message).getText());
                    } catch (JMSException e) {
                        throw new AssertionError(e);
                    }
                    all.countDown();
                }

                @Override
                public void onException(Message message, Exception exception) {
                    throw new AssertionError(exception);
                }
            });
        }
        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(completed).isEqualTo(numbers(1, 300));
        assertThat(drain("q")).isEqualTo(numbers(1, 300));
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aListenerGetsEachMessageOnce(Trouble trouble) throws Exception {
        Session session = connect("").createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        for (int i = 1; i <= 500; i++) {
            producer.send(session.createTextMessage("" + i));
        }
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        Session receiving = connect("").createSession();
        receiving.createConsumer(receiving.createQueue("q")).setMessageListener(message -> {
            try {
                got.add(((TextMessage) message).getText());
                if (got.size() % 150 == 0) {
                    make(trouble);
                }
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> got.size() >= 500);
        await().during(Duration.ofMillis(300)).until(() -> got.size() == 500);
        assertThat(got).isEqualTo(numbers(1, 500));
        receiving.close();
        assertThat(drain("q")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void synchronousReceivingGoesOn(Trouble trouble) throws Exception {
        Session session = connect("").createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        for (int i = 1; i <= 100; i++) {
            producer.send(session.createTextMessage("" + i));
        }
        Session receiving = connect("").createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = receiving.createConsumer(receiving.createQueue("q"));
        List<String> got = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            Message message = consumer.receive(SOON);
            got.add(((TextMessage) message).getText());
            if (i % 30 == 0) {
                make(trouble);
            }
            message.acknowledge();
        }
        assertThat(got).isEqualTo(numbers(1, 100));
        assertThat(consumer.receive(300)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aTransactionInProgressIsReportedAsRolledBackAndTheNextGoesOn(Trouble trouble) throws JMSException {
        Session session = connect("").createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer in = session.createProducer(session.createQueue("in"));
        in.send(session.createTextMessage("order"));
        session.commit();
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        MessageProducer out = session.createProducer(session.createQueue("out"));

        assertThat(consumer.receive(SOON)).isNotNull();
        out.send(session.createTextMessage("invoice"));
        make(trouble);
        out.send(session.createTextMessage("second"));
        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);

        TextMessage again = (TextMessage) consumer.receive(SOON);
        assertThat(again.getText()).isEqualTo("order");
        assertThat(again.getJMSRedelivered()).isTrue();
        out.send(session.createTextMessage("invoice"));
        session.commit();
        assertThat(drain("out")).containsExactly("invoice");
        assertThat(consumer.receive(300)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aTransactionThatHasOnlyReceivedRollsBackToo(Trouble trouble) throws JMSException {
        Session session = connect("").createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        producer.send(session.createTextMessage("a"));
        session.commit();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(consumer.receive(SOON)).isNotNull();
        make(trouble);
        assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
        assertThat(consumer.receive(SOON)).isNotNull();
        session.commit();
        assertThat(consumer.receive(200)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void durableSubscriptionsAndTemporaryQueuesComeBack(Trouble trouble) throws JMSException {
        Connection connection = connect("?clientId=me");
        Session session = connection.createSession();
        MessageConsumer subscriber = session.createDurableSubscriber(session.createTopic("news"), "sub");
        jakarta.jms.TemporaryQueue temporary = session.createTemporaryQueue();
        MessageConsumer replies = session.createConsumer(temporary);
        make(trouble);
        session.createProducer(session.createTopic("news")).send(session.createTextMessage("a"));
        session.createProducer(temporary).send(session.createTextMessage("b"));
        assertThat(((TextMessage) subscriber.receive(SOON)).getText()).isEqualTo("a");
        assertThat(((TextMessage) replies.receive(SOON)).getText()).isEqualTo("b");
    }

    @Test
    void aConnectionStateListenerHearsOfLossAndReturn() throws Exception {
        CompletableFuture<String> lost = new CompletableFuture<>();
        CompletableFuture<Duration> restored = new CompletableFuture<>();
        AngariumConnection connection = (AngariumConnection) connect("");
        connection.setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                lost.complete(cause);
            }

            @Override
            public void connectionRestored(Duration after) {
                restored.complete(after);
            }
        });
        proxy.refuse(true);
        long cut = System.nanoTime();
        proxy.cut();
        assertThat(lost.get(SOON, TimeUnit.MILLISECONDS)).contains("127.0.0.1");
        long gone = System.nanoTime();
        await().until(() -> proxy.refused() > 1); // then its first try has failed
        assertThat(restored).isNotDone();
        long open = System.nanoTime();
        proxy.refuse(false);
        Duration after = restored.get(SOON, TimeUnit.MILLISECONDS);
        assertThat(after).isBetween(Duration.ofNanos(open - gone), Duration.ofNanos(System.nanoTime() - cut));
    }

    @Test
    void aCallUnderADeadBrokerFailsAfterItsTimeWithTheAddressAndTheCause() throws JMSException {
        Session session = connect("?callTimeout=3s&reconnectDelay=50ms").createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        proxy.refuse(true);
        proxy.cut();
        assertThatThrownBy(() -> producer.send(session.createTextMessage("a")))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("whether it happened is not known")
                .hasMessageContaining("127.0.0.1:" + proxy.port());
        proxy.refuse(false);
        producer.send(session.createTextMessage("b"));
        assertThat(drain("q"))
                .as("the client still repeats what timed out, once")
                .containsExactly("a", "b");
    }

    @Test
    void reconnectTimeoutEndsTheTries() throws Exception {
        CompletableFuture<JMSException> told = new CompletableFuture<>();
        Connection connection = connect("?reconnectTimeout=300ms");
        connection.setExceptionListener(told::complete);
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        proxy.refuse(true);
        proxy.cut();
        assertThat(told.get(5, TimeUnit.SECONDS)).hasMessageContaining("127.0.0.1:" + proxy.port());
        assertThatThrownBy(() -> producer.send(session.createTextMessage("a"))).isInstanceOf(JMSException.class);
    }

    @Test
    void aSendWhoseConfirmationIsSwallowedArrivesOnce() throws JMSException {
        Session session = connect("?callTimeout=20s&connectTimeout=500ms").createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        producer.send(session.createTextMessage("a"));
        long before = proxy.connections();
        proxy.swallow(Relay.Way.TO_CLIENT);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                producer.send(session.createTextMessage("b"));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        await().during(Duration.ofMillis(200)).until(() -> !sent.isDone());
        proxy.swallow(null);
        proxy.cut();
        sent.join();
        assertThat(proxy.connections()).isGreaterThan(before);
        assertThat(drain("q")).containsExactly("a", "b");
    }
}
