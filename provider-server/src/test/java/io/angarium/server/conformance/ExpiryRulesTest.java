package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What has expired does not come, wherever it waited, and what has not comes: sections 3.4.9 and 7.8. */
class ExpiryRulesTest extends WithBroker {
    private static final long SHORT = 120;
    private static final long LATEST = 50;

    private static void send(Session session, MessageProducer producer, String text, long timeToLive)
            throws JMSException {
        producer.send(session.createTextMessage(text), DeliveryMode.PERSISTENT, 4, timeToLive);
    }

    /** Waits until what was sent before with a short life is expired by more than the tolerance. */
    private static void outlive(long sentBefore) {
        Awaitility.await().until(() -> System.currentTimeMillis() > sentBefore + SHORT + LATEST);
    }

    @Test
    @Proves("3.4.9-d")
    void neitherConsumerNorBrowserSeesWhatExpiredInTheQueue() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        send(session, producer, "short", SHORT);
        send(session, producer, "long", 60_000);
        outlive(System.currentTimeMillis());
        QueueBrowser browser = session.createBrowser(queue);
        Enumeration<?> seen = browser.getEnumeration();
        assertThat(Collections.list(seen)).hasSize(1);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("long");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves("3.4.9-d")
    void whatExpiresWhileTheConsumerHoldsItReadyIsNotReceived() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        send(session, producer, "first", 0);
        for (int i = 0; i < 20; i++) {
            send(session, producer, "short", SHORT);
        }
        send(session, producer, "last", 0);
        assertThat(receive(consumer)).isEqualTo("first");
        outlive(System.currentTimeMillis());
        assertThat(receive(consumer)).isEqualTo("last");
    }

    @Test
    @Proves("3.4.9-d")
    void whatExpiresWhileTheListenerIsBusyOrTheConnectionStoppedIsNotDelivered() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        Session sending = connection.createSession();
        MessageProducer producer = sending.createProducer(queue);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CountDownLatch leave = new CountDownLatch(1);
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                told.add(text(message));
                Threads.await(leave);
            } catch (JMSException e) {
                told.add(e.toString());
            }
        });
        send(sending, producer, "first", 0);
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("first");
        send(sending, producer, "short", SHORT);
        outlive(System.currentTimeMillis());
        leave.countDown();
        send(sending, producer, "second", 0);
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("second");
        connection.stop();
        send(sending, producer, "short", SHORT);
        send(sending, producer, "third", 0);
        outlive(System.currentTimeMillis());
        connection.start();
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("third");
    }

    @Test
    void whatExpiresWhileItIsUncommittedOrUnacknowledgedDoesNotComeBack() throws JMSException {
        Connection connection = started();
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = transacted.createQueue("orders");
        send(transacted, transacted.createProducer(queue), "in a transaction", SHORT);
        long sent = System.currentTimeMillis();
        outlive(sent);
        transacted.commit();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).as("its life began with its send").isNull();
        long whole = 30 * SHORT; // long enough for a machine that pauses to receive it
        send(session, session.createProducer(queue), "seen", whole);
        long seenSent = System.currentTimeMillis();
        assertThat(receive(consumer)).isEqualTo("seen");
        Awaitility.await().until(() -> System.currentTimeMillis() > seenSent + whole);
        session.recover();
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves("8.3.3-a")
    void aDurableSubscriptionForgetsWhatExpires() throws JMSException {
        Connection connection = started("clientId=client");
        Session session = connection.createSession();
        Topic topic = session.createTopic("news");
        session.createDurableConsumer(topic, "mine").close();
        MessageProducer producer = session.createProducer(topic);
        send(session, producer, "short", SHORT);
        send(session, producer, "long", 60_000);
        outlive(System.currentTimeMillis());
        restartBroker();
        Session next = started("clientId=client").createSession();
        MessageConsumer consumer = next.createDurableConsumer(topic, "mine");
        Message message = consumer.receive(SOON);
        assertThat(text(message)).isEqualTo("long");
        assertThat(message.getJMSExpiration()).isEqualTo(message.getJMSTimestamp() + 60_000);
        assertThat(consumer.receiveNoWait()).isNull();
    }
}
