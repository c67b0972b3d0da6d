package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of work queues and of publishing, over sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeliveryScenariosTest {
    private static final long SOON = 20_000;

    @TempDir
    private Path folder;

    private Broker broker;
    private String uri;
    private final List<Connection> connections = new ArrayList<>();

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        uri = "angarium://127.0.0.1:" + broker.port();
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        broker.close();
    }

    private Connection connection(String options) throws JMSException {
        Connection connection = new AngariumConnectionFactory(uri + options).createConnection();
        connections.add(connection);
        return connection;
    }

    @Test
    void r1ASlowConsumerOfFourGetsLessThanTwoInAHundred() throws Exception {
        int messages = 10_000;
        int slowness = 50;
        try (Session session = connection("").createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue("work"));
            for (int i = 0; i < messages; i++) {
                producer.send(session.createTextMessage("" + i));
            }
            session.commit();
        }
        AtomicInteger fast = new AtomicInteger();
        AtomicInteger slow = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(messages);
        for (int i = 0; i < 4; i++) {
            boolean lame = i == 0;
            Connection connection = connection("?prefetch=1");
            Session session = connection.createSession();
            session.createConsumer(session.createQueue("work")).setMessageListener(message -> {
                if (lame) { // works until the three others have done fifty times as much each
                    slow.incrementAndGet();
                    int goal = Math.min(messages - messages / 50, fast.get() + 3 * slowness);
                    while (fast.get() < goal) {
                        Thread.onSpinWait();
                    }
                } else {
                    fast.incrementAndGet();
                }
                all.countDown();
            });
            connection.start();
        }
        assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.get() + fast.get()).isEqualTo(messages);
        assertThat(slow.get()).as("of the slow one").isBetween(1, messages / 50 - 1);
    }

    @Test
    void z3AThousandSubscribersShareOneEncodedMessage() throws Exception {
        int subscribers = 1_000;
        int messages = 20;
        byte[] body = new byte[16 * 1024];
        List<MessageConsumer> consumers = new ArrayList<>();
        List<Connection> stopped = new ArrayList<>();
        for (int c = 0; c < 10; c++) {
            Connection connection = connection("?prefetch=1000");
            stopped.add(connection);
            Session session = connection.createSession();
            for (int i = 0; i < subscribers / 10; i++) {
                consumers.add(session.createConsumer(session.createTopic("prices")));
            }
        }
        Session session = connection("").createSession();
        MessageProducer producer = session.createProducer(session.createTopic("prices"));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < messages; i++) {
            BytesMessage message = session.createBytesMessage();
            message.writeInt(i);
            message.writeBytes(body);
            producer.send(message);
        }
        session.createProducer(session.createQueue("behind")).send(session.createMessage());
        Map<String, Object> status = ManagementPeer.ask(uri, "broker.status", Map.of());
        assertThat(status).containsEntry("messages", (long) messages * subscribers + 1);
        assertThat((long) status.get("memoryUsed"))
                .as("a copy each would be %d MiB", (long) messages * subscribers * body.length >> 20)
                .isLessThan((long) messages * (body.length + 1024) + (long) messages * subscribers * 200);
        for (Connection connection : stopped) {
            connection.start();
        }
        for (MessageConsumer consumer : consumers) {
            for (int i = 0; i < messages; i++) {
                BytesMessage message = (BytesMessage) consumer.receive(SOON);
                assertThat(message.readInt()).isEqualTo(i);
                assertThat(message.getBodyLength()).isEqualTo(4 + body.length);
            }
        }
    }

    @Test
    void z7WhatIsPublishedRightAfterSubscribingIsNeverLost() throws Exception {
        int times = 10_000;
        Connection subscribing = connection("");
        subscribing.start();
        Session session = subscribing.createSession();
        Session publishing = connection("").createSession();
        Topic topic = session.createTopic("news");
        MessageProducer producer = publishing.createProducer(topic);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < times; i++) {
            MessageConsumer consumer = session.createConsumer(topic);
            producer.send(publishing.createTextMessage("" + i));
            Message message = consumer.receive(SOON);
            assertThat(message).as("number %d", i).isNotNull();
            assertThat(((TextMessage) message).getText()).isEqualTo("" + i);
            consumer.close();
        }
    }
}
