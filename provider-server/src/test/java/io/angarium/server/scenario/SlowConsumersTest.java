package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.SlowPolicy;
import jakarta.jms.Connection;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the clients of slow consumers see, and those that get what these had; by the wall clock. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SlowConsumersTest {
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    private Path folder;

    private Broker broker;
    private final List<Connection> connections = new ArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        SlowPolicy slow = new SlowPolicy(Duration.ofMillis(400), SlowPolicy.Act.DISCONNECT);
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("work"),
                List.of(new Policies.Said(
                        "consumers.slowAfter",
                        "400ms",
                        policy -> policy.with(policy.consumers().with(slow)))));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withRules(List.of(rule)));
    }

    @AfterEach
    void stop() throws JMSException {
        hanging.countDown();
        for (Connection connection : connections) {
            connection.close();
        }
        broker.close();
    }

    private Connection connect() throws JMSException {
        return connect("angarium://127.0.0.1:" + broker.port());
    }

    private Connection connect(String uri) throws JMSException {
        Connection connection = new AngariumConnectionFactory(uri).createConnection();
        connections.add(connection);
        connection.start();
        return connection;
    }

    private Connection slowConnection() throws JMSException {
        return slowConnection("angarium://127.0.0.1:" + broker.port());
    }

    private Connection slowConnection(String uri) throws JMSException {
        Connection connection = connect(uri);
        connection.setExceptionListener(told::add);
        return connection;
    }

    private static MessageConsumer consumer(Session session) throws JMSException {
        return session.createConsumer(session.createQueue("work"));
    }

    private void send(String... texts) throws JMSException {
        Session session = connect().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("work"));
        for (String text : texts) {
            producer.send(session.createTextMessage(text));
        }
    }

    private void assertTold() throws InterruptedException {
        assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isNotNull()
                .hasMessageContaining("messages of queue 'work'")
                .hasMessageContaining("destinations.\"work\".consumers.slowAfter is 400ms")
                .hasMessageContaining("consumers.slow is disconnect");
    }

    /** What another consumer gets, in order. */
    private void assertOthersGet(String... texts) throws JMSException {
        MessageConsumer other = consumer(connect().createSession());
        for (String text : texts) {
            Message message = other.receive(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(message).as(text).isNotNull();
            assertThat(((TextMessage) message).getText()).isEqualTo(text);
            assertThat(message.getJMSRedelivered()).as(text).isTrue();
            assertThat(message.getIntProperty("JMSXDeliveryCount")).as(text).isEqualTo(2);
        }
        assertThat(other.receiveNoWait()).isNull();
    }

    private void hang(Message message) {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aListenerThatHangsLosesItsConnectionAndOthersGetItsMessages() throws Exception {
        Connection slow = slowConnection();
        consumer(slow.createSession()).setMessageListener(this::hang);
        send("a", "b", "c");
        assertTold();
        assertOthersGet("a", "b", "c");
        assertThatThrownBy(slow::createSession)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("consumers.slowAfter is 400ms");
    }

    @Test
    void oneInTheBrokersOwnProcessLosesItsConnectionLikewise() throws Exception {
        Connection slow = slowConnection("vm://" + broker.name());
        consumer(slow.createSession()).setMessageListener(this::hang);
        send("a", "b");
        assertTold();
        assertOthersGet("a", "b");
        assertThatThrownBy(slow::createSession)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("consumers.slowAfter is 400ms");
    }

    @Test
    void whoDoesNotAcknowledgeHearsOfItThere() throws Exception {
        Session session = slowConnection().createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer slow = consumer(session);
        send("a", "b");
        Message first = slow.receive();
        assertTold();
        assertThatThrownBy(first::acknowledge)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("consumers.slowAfter is 400ms");
        assertThatThrownBy(slow::receive).isInstanceOf(JMSException.class).hasMessageContaining("is slow");
        assertOthersGet("a", "b");
    }

    @Test
    void whoDoesNotCommitCannotAnyMore() throws Exception {
        Session session = slowConnection().createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer slow = consumer(session);
        send("a");
        assertThat(slow.receive()).isNotNull();
        assertTold();
        assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);
        assertOthersGet("a");
    }

    @Test
    void oneThatWaitsForMessagesStays() throws Exception {
        Session session = slowConnection().createSession();
        MessageConsumer idle = consumer(session);
        assertThat(idle.receive(1500)).isNull();
        send("a");
        assertThat(idle.receive()).isNotNull();
        assertThat(idle.receive(1500)).isNull();
        assertThat(told).isEmpty();
    }
}
