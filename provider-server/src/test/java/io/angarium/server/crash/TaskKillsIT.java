package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.task.Retry;
import io.angarium.jms.task.Task;
import io.angarium.jms.task.TaskHandle;
import io.angarium.jms.task.Tasks;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of tasks count right and are followed by one task, whoever is killed. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TaskKillsIT {
    private static final Duration LONG = Duration.ofSeconds(150);
    private static final int MEMBERS = 20;

    @TempDir
    private Path folder;

    private BrokerProcess broker;

    @BeforeEach
    void start() {
        broker = new BrokerProcess(folder.resolve("data"), List.of());
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Child worker(int free) {
        return new Child(TaskChild.class, folder.resolve("worker.log"), List.of(broker.uri(), String.valueOf(free)));
    }

    private static TaskHandle group(Tasks tasks, int members) throws Exception {
        return tasks.submitGroup(
                IntStream.range(0, members)
                        .mapToObj(i -> new Task("square").body("" + i))
                        .toList(),
                new Task("sum").retry(Retry.NONE));
    }

    /** The broker may be killed in the middle: then nothing was sent, and the application does it again. */
    private static TaskHandle groupOverKills(Tasks tasks) throws Exception {
        while (true) {
            try {
                return group(tasks, MEMBERS);
            } catch (TransactionRolledBackException e) {
                System.out.println("tasks: a group is sent again");
            }
        }
    }

    private void assertNothingIsLeft() {
        assertIsEmpty("tasks.square", "tasks.sum", "tasks-groups", "tasks-results");
    }

    private void assertIsEmpty(String... queues) {
        for (String queue : queues) {
            assertThat(ManagementPeer.ask(broker.uri(), "queue.show", Map.of("name", queue)))
                    .as(queue)
                    .containsEntry("messages", 0L);
        }
    }

    /** A worker that is killed when it has said that a task starts, which is another's by then, cannot take it back. */
    private void assertNoResultIsLeft() throws JMSException {
        try (Connection connection = new AngariumConnectionFactory(broker.uri()).createConnection();
                Session session = connection.createSession();
                QueueBrowser browser = session.createBrowser(session.createQueue("tasks-results"))) {
            for (Object left : Collections.list((Enumeration<?>) browser.getEnumeration())) {
                assertThat(((Message) left).getStringProperty("task_state")).isEqualTo("STARTED");
            }
        }
    }

    @Test
    void c6TheCallbackFiresOnceAfterExactlyFiftyCompletionsAlthoughAWorkerDies() throws Exception {
        try (Tasks tasks = new Tasks(new AngariumConnectionFactory(broker.uri()), "tasks");
                Child first = worker(20)) {
            TaskHandle group = group(tasks, 50);
            first.hear("READY");
            for (int i = 0; i < 24; i++) { // twenty are done, four will never be
                first.hear("RUNS");
            }
            first.kill();
            try (Child second = worker(1000)) {
                assertThat(group.get(LONG)).isEqualTo("50 make 40425");
                second.hear("READY");
                int runs = 0;
                String said = second.hear("");
                for (; said.startsWith("RUNS"); said = second.hear("")) {
                    runs++;
                }
                assertThat(said).isEqualTo("SUM");
                assertThat(runs).as("of the 30 that the first had not done").isEqualTo(30);
                second.stop();
            }
            assertNothingIsLeft();
        }
    }

    @Test
    void groupsAreExactOverRandomKillsOfWorkersAndBroker() throws Exception {
        kills(10, 6);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void groupsAreExactOverAHundredRandomKills() throws Exception {
        kills(150, 100);
    }

    private void kills(int groups, int enough) throws Exception {
        long seed = Long.getLong("tasks.seed", System.nanoTime());
        System.out.println("tasks.seed=" + seed);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger killed = new AtomicInteger();
        List<Child> workers = new ArrayList<>();
        try (Tasks tasks = new Tasks(new AngariumConnectionFactory(broker.uri()), "tasks")) {
            List<TaskHandle> all = new ArrayList<>();
            for (int i = 1; i < groups; i++) {
                all.add(group(tasks, MEMBERS));
            }
            CompletableFuture<Void> killing =
                    CompletableFuture.runAsync(() -> killAtRandom(new Random(seed), workers, done, killed, enough));
            try {
                await().atMost(LONG).until(() -> killed.get() > 0); // one at least while there is something to do
                all.add(groupOverKills(tasks));
                for (TaskHandle group : all) {
                    assertThat(result(group, workers)).isEqualTo(MEMBERS + " make 2470");
                }
            } finally {
                done.set(true);
                killing.join();
            }
            workers.forEach(Child::stop);
            System.out.println("tasks: " + groups + " groups over " + killed + " kills");
            assertThat(killed.get()).isPositive();
            assertIsEmpty("tasks.square", "tasks.sum", "tasks-groups");
            assertNoResultIsLeft();
        } finally {
            workers.forEach(Child::close);
        }
    }

    /** Of a group; one that has none says what its workers do. */
    private Object result(TaskHandle group, List<Child> workers) throws Exception {
        try {
            return group.get(LONG);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "workers alive: " + workers.stream().map(Child::alive).toList() + ", they logged:\n"
                            + Files.readString(folder.resolve("worker.log")),
                    e);
        }
    }

    /** Two workers and the broker, one of the three killed at a time; all are there in the end. */
    private void killAtRandom(
            Random random, List<Child> workers, AtomicBoolean done, AtomicInteger killed, int enough) {
        workers.add(worker(1_000_000));
        workers.add(worker(1_000_000));
        while (!done.get() && killed.get() < enough) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(800)));
            int which = random.nextInt(3);
            if (which == 2) {
                broker.kill();
                broker.start();
            } else {
                workers.get(which).kill();
                workers.set(which, worker(1_000_000));
            }
            if (!done.get()) { // else it came too late to prove anything
                killed.incrementAndGet();
            }
        }
    }
}
