package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R9: a limit of 1,000 messages, and each way to deal with those that find no room. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LimitScenariosTest {
    private static final int LIMIT = 1_000;
    private static final int SENT = 1_500;

    @TempDir
    private Path folder;

    private Broker broker;
    private String uri;
    private Connection connection;
    private Session session;

    @BeforeEach
    void start() throws JMSException {
        List<Policies.Rule> rules = new ArrayList<>();
        for (Full full : Full.values()) {
            LimitPolicy limits = new LimitPolicy(LIMIT, 0, full, Duration.ofSeconds(2), "elsewhere");
            rules.add(new Policies.Rule(
                    NamePattern.of(full.name()),
                    List.of(new Policies.Said("test", "test", policy -> policy.with(limits)))));
        }
        LimitPolicy patient = new LimitPolicy(1, 0, Full.BLOCK, Duration.ofMinutes(1), "elsewhere");
        rules.add(new Policies.Rule(
                NamePattern.of("patient"), List.of(new Policies.Said("test", "test", policy -> policy.with(patient)))));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withRules(rules));
        uri = "angarium://127.0.0.1:" + broker.port();
        connection = new AngariumConnectionFactory(uri).createConnection();
        connection.start();
        session = connection.createSession();
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        broker.close();
    }

    private MessageProducer producer(Full full) throws JMSException {
        return session.createProducer(session.createQueue(full.name()));
    }

    private void send(MessageProducer producer, int from, int to) throws JMSException {
        for (int i = from; i < to; i++) {
            producer.send(session.createTextMessage("" + i));
        }
    }

    private Map<String, Object> queue(Full full) {
        return ManagementPeer.ask(uri, "queue.show", Map.of("name", full.name()));
    }

    private List<String> drain(String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                texts.add(m.getBody(String.class));
            }
        }
        return texts;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void r9TheOldestAreDroppedAndCounted() throws JMSException {
        send(producer(Full.DROP_OLDEST), 0, SENT);
        assertThat(queue(Full.DROP_OLDEST))
                .containsEntry("messages", (long) LIMIT)
                .containsEntry("dropped", (long) SENT - LIMIT);
        assertThat(drain(Full.DROP_OLDEST.name())).isEqualTo(numbers(SENT - LIMIT, SENT));
    }

    @Test
    void r9TheNewestAreDroppedAndCounted() throws JMSException {
        send(producer(Full.DROP_NEWEST), 0, SENT);
        assertThat(queue(Full.DROP_NEWEST))
                .containsEntry("messages", (long) LIMIT)
                .containsEntry("dropped", (long) SENT - LIMIT);
        assertThat(drain(Full.DROP_NEWEST.name())).isEqualTo(numbers(0, LIMIT));
    }

    @Test
    void r9WhatFindsNoRoomIsRefusedWithTheLimitAndSinceWhen() throws JMSException {
        MessageProducer producer = producer(Full.REFUSE);
        send(producer, 0, LIMIT);
        for (int i = 0; i < 10; i++) {
            assertThatExceptionOfType(ResourceAllocationException.class)
                    .isThrownBy(() -> send(producer, LIMIT, LIMIT + 1))
                    .withMessageContaining("queue 'REFUSE' is full")
                    .withMessageContaining("limits.messages is 1000, reached since 20");
        }
        assertThat(queue(Full.REFUSE)).containsEntry("messages", (long) LIMIT).containsEntry("refused", 10L);
        assertThat(drain(Full.REFUSE.name())).isEqualTo(numbers(0, LIMIT));
    }

    @Test
    void r9WhatFindsNoRoomGoesElsewhere() throws JMSException {
        send(producer(Full.DIVERT), 0, SENT);
        assertThat(queue(Full.DIVERT))
                .containsEntry("messages", (long) LIMIT)
                .containsEntry("diverted", (long) SENT - LIMIT);
        assertThat(drain(Full.DIVERT.name())).isEqualTo(numbers(0, LIMIT));
        assertThat(drain("elsewhere")).isEqualTo(numbers(LIMIT, SENT));
    }

    @Test
    void r9ASenderWaitsTwoSecondsAtMost() throws Exception {
        MessageProducer producer = producer(Full.BLOCK);
        send(producer, 0, LIMIT);
        long begin = System.nanoTime();
        assertThatExceptionOfType(ResourceAllocationException.class)
                .isThrownBy(() -> send(producer, LIMIT, LIMIT + 1))
                .withMessageContaining("waited 2000 ms for room");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
    }

    @Test
    void r9ASenderGoesOnAsSoonAsThereIsRoom() throws Exception {
        MessageProducer producer = session.createProducer(session.createQueue("patient"));
        send(producer, 0, 1);
        CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {
            try {
                send(producer, 1, 2);
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> ManagementPeer.ask(
                        uri, "queue.show", Map.of("name", "patient"))
                .get("sendersWaiting")
                .equals(1));
        assertThat(waits).isNotDone();
        try (Connection other = new AngariumConnectionFactory(uri).createConnection();
                Session receiving = other.createSession()) {
            other.start();
            MessageConsumer consumer = receiving.createConsumer(receiving.createQueue("patient"));
            assertThat(consumer.receive(20_000).getBody(String.class)).isEqualTo("0");
            assertThat(consumer.receive(20_000).getBody(String.class)).isEqualTo("1");
        }
        waits.get(20, TimeUnit.SECONDS);
    }
}
