package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent while there is no broker has never left the client: it is there when the broker has been started again, persistent or not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SendingWhileAwayTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private final Semaphore losses = new Semaphore(0);
    private final Semaphore returns = new Semaphore(0);
    private RelayedBroker broker;
    private AngariumConnection connection;

    @BeforeEach
    void start() throws JMSException {
        broker = new RelayedBroker(folder);
        connection = (AngariumConnection) broker.connect(broker.factory(""));
        connection.setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                losses.release();
            }

            @Override
            public void connectionRestored(Duration after) {
                returns.release();
            }
        });
    }

    @AfterEach
    void stop() throws JMSException {
        broker.close();
    }

    private static MessageProducer producer(Session session, int mode) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        producer.setDeliveryMode(mode);
        return producer;
    }

    private void sendWithoutABroker(Session session, MessageProducer producer) throws JMSException {
        losses.acquireUninterruptibly();
        for (int i = 0; i < 5; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
    }

    private void assertAllIsThere() throws JMSException {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        for (int i = 0; i < 5; i++) {
            TextMessage message = (TextMessage) consumer.receive(SOON);
            assertThat(message).as("message " + i).isNotNull();
            assertThat(message.getText()).isEqualTo("m" + i);
        }
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProducerGoesOnAfterARestart(boolean hasSentBefore) throws JMSException {
        Session session = connection.createSession();
        if (hasSentBefore) {
            session.createProducer(session.createQueue("other")).send(session.createTextMessage("on disk"));
        }
        MessageProducer producer = producer(session, DeliveryMode.NON_PERSISTENT);
        broker.restart(() -> sendWithoutABroker(session, producer));
        assertAllIsThere();
    }

    @Test
    void aSessionThatWasOpenedWithoutABrokerGoesOnAfterTheNextRestart() throws JMSException {
        broker.relay().refuse(true);
        broker.relay().cut();
        losses.acquireUninterruptibly();
        Session session = connection.createSession();
        broker.relay().refuse(false);
        returns.acquireUninterruptibly();
        MessageProducer producer = producer(session, DeliveryMode.NON_PERSISTENT);
        broker.restart(() -> sendWithoutABroker(session, producer));
        assertAllIsThere();
    }

    @Test
    void aProducerGoesOnWhoseLastMessageBeforeTheRestartWasNotConfirmed() throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = producer(session, DeliveryMode.NON_PERSISTENT);
        MessageProducer before = session.createProducer(session.createQueue("other"));
        before.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        before.send(session.createTextMessage("opens its way"));
        broker.relay().swallow(Relay.Way.TO_CLIENT);
        before.send(session.createTextMessage("has left, and may have been delivered"));
        broker.restart(() -> {
            sendWithoutABroker(session, producer);
            broker.relay().swallow(null);
        });
        assertAllIsThere();
    }
}
