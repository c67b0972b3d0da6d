package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** C7: tasks that run when their worker is told to end, or is killed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkerScenariosIT {
    private static final int RUNNING = 20;
    private static final int TASKS = 50;

    @TempDir
    private Path folder;

    private Broker broker;
    private String uri;

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder.resolve("data")).withPort(0));
        uri = "angarium://127.0.0.1:" + broker.port();
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection();
                Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("tasks"));
            for (int i = 0; i < TASKS; i++) {
                producer.send(session.createTextMessage("" + i));
            }
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Child worker() {
        return new Child(
                TaskWorker.class,
                folder.resolve("worker.log"),
                List.of(uri + "?prefetch=1", "tasks", String.valueOf(RUNNING)));
    }

    private static Set<String> running(Child worker) {
        Set<String> running = new HashSet<>();
        while (running.size() < RUNNING) {
            running.add(worker.hear("RUNS"));
        }
        return running;
    }

    /** What is left, with how often each task was delivered. */
    private Map<String, Integer> rest() throws JMSException {
        Map<String, Integer> rest = new TreeMap<>();
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection();
                Session session = connection.createSession()) {
            connection.start();
            MessageConsumer consumer = session.createConsumer(session.createQueue("tasks"));
            for (Message m = consumer.receive(20_000); m != null; m = consumer.receiveNoWait()) {
                Integer before = rest.put(m.getBody(String.class), m.getIntProperty("JMSXDeliveryCount"));
                assertThat(before).as("comes twice: %s", m).isNull();
            }
        }
        return rest;
    }

    @Test
    void c7TasksThatRunAtTheEndOfTheirWorkerAreFinishedAndNoNewOnesBegun() throws Exception {
        Set<String> running;
        try (Child worker = worker()) {
            running = running(worker);
            worker.terminate();
            worker.hear("ENDS");
            worker.say("go on");
            Set<String> done = new HashSet<>();
            while (done.size() < RUNNING) {
                done.add(worker.hear("DONE"));
            }
            worker.awaitExit();
            assertThat(done).isEqualTo(running);
        }
        Map<String, Integer> rest = rest();
        assertThat(rest).hasSize(TASKS - RUNNING).doesNotContainKeys(running.toArray(new String[0]));
        assertThat(rest.values()).containsOnly(1);
    }

    @Test
    void c7TasksOfAKilledWorkerComeAgainOnceWithAHigherCount() throws Exception {
        Set<String> running;
        try (Child worker = worker()) {
            running = running(worker);
            worker.kill();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ManagementPeer.ask(
                        uri, "queue.show", Map.of("name", "tasks"))
                .get("consumers")
                .equals(0));
        Map<String, Integer> rest = rest();
        assertThat(rest).hasSize(TASKS);
        running.forEach(task -> assertThat(rest).containsEntry(task, 2));
    }
}
