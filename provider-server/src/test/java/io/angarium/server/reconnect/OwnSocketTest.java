package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of one factory share sockets while they only send; one that consumes goes on over a socket of its own, and nobody notices. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OwnSocketTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private RelayedBroker broker;
    private ConnectionFactory factory;

    @BeforeEach
    void start() {
        broker = new RelayedBroker(folder);
        factory = broker.factory("");
    }

    @AfterEach
    void stop() throws JMSException {
        broker.close();
    }

    private Connection connect() throws JMSException {
        return broker.connect(factory);
    }

    private void send(Connection connection, String queue, String text) throws JMSException {
        try (Session session = connection.createSession()) {
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage(text));
        }
    }

    private static String receive(MessageConsumer consumer) throws JMSException {
        return ((TextMessage) consumer.receive(SOON)).getText();
    }

    @Test
    void twentyConnectionsThatSendHaveTwoSockets() throws JMSException {
        for (int i = 0; i < 20; i++) {
            send(connect(), "q", "m" + i);
        }
        assertThat(broker.relay().connections()).isEqualTo(2);
    }

    @Test
    void aLoneConnectionKeepsItsSocketAndTheNextOneOpensAnother() throws JMSException {
        Session session = connect().createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(broker.relay().connections()).isEqualTo(1);
        send(connect(), "q", "from the next");
        assertThat(receive(consumer)).isEqualTo("from the next");
        assertThat(broker.relay().connections()).isEqualTo(2);
    }

    @Test
    void whoConsumesLeavesThoseWhoSend() throws JMSException {
        Connection sends = connect();
        Connection consumes = connect();
        send(sends, "q", "a");
        Session session = consumes.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        assertThat(broker.relay().connections()).isEqualTo(1);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(broker.relay().connections()).isEqualTo(2);
        producer.send(session.createTextMessage("b"));
        send(sends, "q", "c");
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            received.add(receive(consumer));
        }
        assertThat(received).containsExactly("a", "b", "c");
        session.createConsumer(session.createQueue("other"));
        assertThat(broker.relay().connections()).isEqualTo(2);
    }

    @Test
    void anAnswerComesToATemporaryQueueOfOneThatHasMoved() throws JMSException {
        Connection server = connect();
        Connection client = connect();
        Session asks = client.createSession();
        Queue answers = asks.createTemporaryQueue();
        MessageConsumer consumer = asks.createConsumer(answers);
        Session replies = server.createSession();
        replies.createProducer(answers).send(replies.createTextMessage("yes"));
        assertThat(receive(consumer)).isEqualTo("yes");
        assertThat(broker.relay().connections()).isEqualTo(2);
    }

    @Test
    void whoHasSentBeforeStaysWhereItIs() throws JMSException {
        connect();
        Connection both = connect();
        Session session = both.createSession(true, Session.SESSION_TRANSACTED);
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("kept"));
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(broker.relay().connections()).isEqualTo(1);
        session.commit();
        assertThat(receive(consumer)).isEqualTo("kept");
        session.commit();
    }

    @ParameterizedTest
    @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
    void whatIsSentMeanwhileByAnotherSessionIsThereOnceAndInOrder(int mode) throws Exception {
        connect();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 20; round++) {
                String queue = "q" + round;
                Connection both = connect();
                Session sends = both.createSession();
                MessageProducer producer = sends.createProducer(sends.createQueue(queue));
                producer.setDeliveryMode(mode);
                int messages = 100;
                Future<?> sending = threads.submit(() -> {
                    for (int i = 0; i < messages; i++) {
                        producer.send(sends.createTextMessage("m" + i));
                    }
                    return null;
                });
                Session session = both.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
                for (int i = 0; i < messages; i++) {
                    assertThat(receive(consumer)).isEqualTo("m" + i);
                }
                sending.get(10, TimeUnit.SECONDS);
                assertThat(consumer.receiveNoWait()).isNull();
                broker.close(both);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClientIdentifierIsNeverFreeWhileItsConnectionMoves() throws Exception {
        connect();
        Connection waits = broker.own(broker.factory("?connectionsPerSocket=1").createConnection());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 20; round++) {
                Connection owner = broker.own(factory.createConnection());
                owner.setClientID("desk");
                Session session = owner.createSession();
                AtomicBoolean moved = new AtomicBoolean();
                CountDownLatch asked = new CountDownLatch(1);
                Future<?> asking = threads.submit(() -> {
                    while (!moved.get()) {
                        assertThatThrownBy(() -> waits.setClientID("desk"))
                                .isInstanceOf(InvalidClientIDException.class);
                        asked.countDown();
                    }
                });
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                session.createConsumer(session.createTopic("t"));
                moved.set(true);
                asking.get(10, TimeUnit.SECONDS);
                assertThat(broker.relay().connections()).isEqualTo(3 + round);
                broker.close(owner);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoFindsNoWayToTheBrokerForASocketOfItsOwnStaysOnTheSharedOne() throws JMSException {
        connect();
        Session session = connect().createSession();
        broker.relay().refuse(true);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("still here"));
        assertThat(receive(consumer)).isEqualTo("still here");
        assertThat(broker.relay().connections()).isEqualTo(1);
    }

    @Test
    void whoConsumesComesBackOverASocketOfItsOwn() throws JMSException {
        connect();
        Connection both = connect();
        send(both, "q", "before");
        Session session = both.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(receive(consumer)).isEqualTo("before");
        assertThat(broker.relay().connections()).isEqualTo(1);
        broker.relay().cut();
        send(both, "q", "after");
        assertThat(receive(consumer)).isEqualTo("after");
        await().until(() -> broker.relay().connections() == 3);
    }
}
