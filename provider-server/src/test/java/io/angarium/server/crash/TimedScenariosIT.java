package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenarios that speak of times, by the wall clock and with a broker that is killed: the short forms of what {@code VirtualScenariosTest} and {@code VirtualTaskScenariosTest} do in
 * virtual time. {@code -Dscenario.seconds=3600} makes them as long as they are written down.
 */
@Tag("soak")
@Timeout(value = 100, unit = TimeUnit.MINUTES)
class TimedScenariosIT {
    private static final int SECONDS = Integer.getInteger("scenario.seconds", 60);
    private static final int MESSAGES = Math.min(100_000, SECONDS * 300);
    private static final String SCHEDULE = "JMS_ANGARIUM_SCHEDULE";
    private static final long LATEST_MILLIS = 250;

    @TempDir
    private Path folder;

    private BrokerProcess broker;
    private Connection connection;
    private Session session;

    @BeforeEach
    void start() throws JMSException {
        broker = new BrokerProcess(folder.resolve("data"), List.of());
        broker.start();
        connection = new AngariumConnectionFactory(broker.uri()).createConnection();
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        broker.close();
    }

    private void listen(MessageListener listener) throws JMSException {
        Session receiving = connection.createSession();
        receiving.createConsumer(receiving.createQueue("tasks")).setMessageListener(listener);
        connection.start();
    }

    private static void awaitTime(long millis) {
        while (System.currentTimeMillis() < millis) {
            LockSupport.parkUntil(millis);
        }
    }

    /** Kills it and starts it again; from when to when what was due could not be delivered in time. */
    private long[] killAndStart() {
        long from = System.currentTimeMillis() - LATEST_MILLIS;
        broker.kill();
        broker.start();
        return new long[] {from, System.currentTimeMillis() + 5_000};
    }

    private static long schedule(Message message) {
        try {
            Object value = message.getObjectProperty(SCHEDULE);
            return value instanceof Long millis
                    ? millis
                    : Instant.parse((String) value).toEpochMilli();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void c2WhatIsDueComesInTimeAndOnceOverTwoRestarts() throws Exception {
        Map<Integer, Long> due = new ConcurrentHashMap<>();
        Map<Integer, Long> came = new ConcurrentHashMap<>();
        Queue<Integer> twice = new ConcurrentLinkedQueue<>();
        long begin = System.currentTimeMillis() + 15_000;
        MessageProducer producer = session.createProducer(session.createQueue("tasks"));
        for (int i = 0; i < MESSAGES; i++) {
            Message message = session.createMessage();
            long at = begin + SECONDS * 1000L * i / MESSAGES;
            message.setLongProperty(SCHEDULE, at);
            message.setIntProperty("number", i);
            due.put(i, at);
            producer.send(message);
            if (i % 1000 == 999) {
                session.commit();
            }
        }
        session.commit();
        assertThat(System.currentTimeMillis()).as("all were sent in time").isLessThan(begin);
        listen(message -> {
            try {
                int number = message.getIntProperty("number");
                if (came.putIfAbsent(number, System.currentTimeMillis()) != null) {
                    twice.add(number);
                }
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        List<long[]> away = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            awaitTime(begin + SECONDS * 1000L * i / 3);
            away.add(killAndStart());
        }
        Awaitility.await().atMost(Duration.ofSeconds(SECONDS + 60)).until(() -> came.size() == MESSAGES);
        long worst = 0;
        List<String> late = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            long at = due.get(i);
            long wait = came.get(i) - at;
            assertThat(wait).as("message %d is not early", i).isGreaterThanOrEqualTo(0);
            if (away.stream().noneMatch(gap -> at >= gap[0] && at <= gap[1])) {
                worst = Math.max(worst, wait);
                if (wait > LATEST_MILLIS) {
                    late.add("due at " + Instant.ofEpochMilli(at) + ": " + wait + " ms");
                }
            }
        }
        System.out.printf("C2: %d messages in %d s, the latest %d ms%n", MESSAGES, SECONDS, worst);
        away.forEach(gap -> System.out.printf(
                "C2: away from %s to %s%n", Instant.ofEpochMilli(gap[0]), Instant.ofEpochMilli(gap[1])));
        assertThat(late).isEmpty();
        assertThat(twice).isEmpty();
    }

    @Test
    void c5APeriodicTaskFiresOnceEachTimeOverKills() throws Exception {
        TreeMap<Long, Integer> fired = new TreeMap<>();
        listen(message -> {
            synchronized (fired) {
                fired.merge(schedule(message), 1, Integer::sum);
            }
        });
        Message message = session.createMessage();
        message.setStringProperty(SCHEDULE, "*/2 * * * * * Europe/Berlin");
        session.createProducer(session.createQueue("tasks")).send(message);
        session.commit();
        Awaitility.await().until(() -> {
            synchronized (fired) {
                return !fired.isEmpty();
            }
        });
        long begin = System.currentTimeMillis();
        for (long at = begin + 11_000; at < begin + SECONDS * 1000L; at += 11_000) {
            awaitTime(at);
            killAndStart();
        }
        long end = System.currentTimeMillis() / 2000 * 2000;
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            synchronized (fired) {
                return fired.lastKey() >= end;
            }
        });
        synchronized (fired) {
            System.out.println("C5: " + fired.size() + " times");
            long expected = fired.firstKey();
            for (Map.Entry<Long, Integer> one : fired.entrySet()) {
                assertThat(one.getKey()).isEqualTo(expected);
                assertThat(one.getValue()).as("how often at " + one.getKey()).isEqualTo(1);
                expected += 2_000;
            }
        }
    }
}
