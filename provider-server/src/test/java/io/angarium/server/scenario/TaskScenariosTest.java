package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.task.Retry;
import io.angarium.jms.task.Task;
import io.angarium.jms.task.TaskException;
import io.angarium.jms.task.TaskHandle;
import io.angarium.jms.task.TaskRun;
import io.angarium.jms.task.TaskState;
import io.angarium.jms.task.TaskWorker;
import io.angarium.jms.task.Tasks;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of task queues, by the client's helper for tasks. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TaskScenariosTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Retry SOON = Retry.every(3, Duration.ofMillis(10));

    @TempDir
    private Path folder;

    private Broker broker;
    private String uri;
    private ConnectionFactory factory;
    private Tasks tasks;
    private final List<TaskWorker> workers = new ArrayList<>();
    private final BlockingQueue<TaskRun> begun = new LinkedBlockingQueue<>();
    private final Semaphore gate = new Semaphore(0);

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        uri = "angarium://127.0.0.1:" + broker.port();
        factory = new AngariumConnectionFactory(uri + "?prefetch=0");
        tasks = new Tasks(factory, "tasks");
    }

    @AfterEach
    void stop() throws JMSException {
        gate.release(1_000_000);
        for (TaskWorker worker : workers) {
            worker.close();
        }
        tasks.close();
        broker.close();
    }

    private TaskWorker worker() throws JMSException {
        TaskWorker worker = new TaskWorker(factory, "tasks");
        workers.add(worker);
        return worker;
    }

    private Object atTheGate(TaskRun run) {
        begun.add(run);
        gate.acquireUninterruptibly();
        return run.body();
    }

    private TaskRun nextBegun() throws InterruptedException {
        TaskRun run = begun.poll(60, TimeUnit.SECONDS);
        assertThat(run).as("a task that begins").isNotNull();
        return run;
    }

    /** How many are in a queue, which nobody may have made yet. */
    private long waiting(String queue) {
        return ManagementPeer.rows(uri, "queue.list", Map.of()).stream()
                .filter(row -> queue.equals(row.get("name")))
                .mapToLong(row -> ((Number) row.get("messages")).longValue())
                .sum();
    }

    private List<Message> take(String queue) throws JMSException {
        List<Message> all = new ArrayList<>();
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                all.add(m);
            }
        }
        return all;
    }

    @Test
    void c4AHandleShowsEachStateAndHasTheResult() throws Exception {
        TaskHandle handle =
                tasks.submit(new Task("add").body(Map.of("a", 1, "b", 2)).retry(SOON));
        assertThat(handle.state()).isEqualTo(TaskState.PENDING);
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> handle.get(Duration.ZERO));
        TaskWorker first = worker().on("add", 1, run -> {
            atTheGate(run);
            throw new IOException("the disk is away");
        });
        first.start();
        assertThat(nextBegun().attempt()).isEqualTo(1);
        assertThat(handle.state()).isEqualTo(TaskState.STARTED);
        gate.release();
        first.close();
        assertThat(handle.state()).isEqualTo(TaskState.RETRY);
        worker().on("add", 1, run -> {
                    Map<?, ?> body = (Map<?, ?>) atTheGate(run);
                    return Map.of("sum", (int) body.get("a") + (int) body.get("b"), "attempt", run.attempt());
                })
                .start();
        assertThat(nextBegun().attempt()).isEqualTo(2);
        assertThat(tasks.handle("add", handle.id()).state()).isEqualTo(TaskState.STARTED);
        gate.release();
        assertThat(handle.get(LONG)).isEqualTo(Map.of("sum", 3, "attempt", 2));
        assertThat(handle.get(LONG)).as("once more").isEqualTo(Map.of("sum", 3, "attempt", 2));
        assertThat(handle.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(waiting("tasks-results")).as("what is left of it").isZero();
    }

    @Test
    void c4AResultExpires() throws Exception {
        worker().on("echo", 1, TaskRun::body).start();
        TaskHandle handle = tasks.submit(new Task("echo").body("x").keep(Duration.ofMillis(200)));
        Awaitility.await().atMost(LONG).until(() -> ManagementPeer.ask(
                        uri, "queue.show", Map.of("name", "tasks-results"))
                .get("expired")
                .equals(2L));
        assertThat(handle.state()).isEqualTo(TaskState.PENDING);
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> handle.get(Duration.ofMillis(1)))
                .withMessageContaining("no result in queue tasks-results");
    }

    @Test
    void bodiesAndResultsAreTextBytesMapsAndNothing() throws Exception {
        worker().on("echo", 2, TaskRun::body).start();
        byte[] bytes = {1, 2, 3};
        Map<String, Object> map = new HashMap<>(Map.of("text", "x", "number", 7L, "bytes", bytes));
        map.put("nothing", null);
        TaskHandle text = tasks.submit(new Task("echo").body("text"));
        TaskHandle binary = tasks.submit(new Task("echo").body(bytes));
        TaskHandle values = tasks.submit(new Task("echo").body(map));
        TaskHandle nothing = tasks.submit(new Task("echo"));
        assertThat(text.get(LONG)).isEqualTo("text");
        assertThat((byte[]) binary.get(LONG)).containsExactly(1, 2, 3);
        assertThat((byte[]) binary.get(LONG)).as("once more").containsExactly(1, 2, 3);
        assertThat((Map<?, ?>) values.get(LONG)).usingRecursiveComparison().isEqualTo(map);
        assertThat(nothing.get(LONG)).isNull();
    }

    @Test
    void whatCannotBeSentOrReadFailsAtOnceAndSaysWhy() throws Exception {
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> tasks.submit(new Task("echo").body(Map.of("x", new Object()))))
                .withMessageContaining("the value of 'x' cannot be sent");
        worker().on("echo", 1, TaskRun::body).on("bad", 1, run -> new Object()).start();
        TaskHandle bad = tasks.submit(new Task("bad").retry(SOON));
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> bad.get(LONG))
                .withMessageContaining("java.lang.Object cannot be sent")
                .matches(e -> e.state() == TaskState.FAILURE);
        worker().on("typed", 1, run -> run.bytes().length + run.values().size() + run.text())
                .start();
        TaskHandle typed = tasks.submit(new Task("typed").body("text").retry(SOON));
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> typed.get(LONG))
                .withMessage("the body of task typed " + typed.id() + " is not bytes");
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("tasks.echo"))) {
            producer.send(session.createObjectMessage("serialized"));
        }
        Awaitility.await().atMost(LONG).until(() -> waiting("tasks-failed") == 3);
        assertThat(take("tasks-failed"))
                .extracting(m -> m.getStringProperty("task_reason"))
                .anySatisfy(reason -> assertThat(reason).contains("a message with objects or a stream is no task"));
    }

    @Test
    void aMessageOfAnybodyIsATask() throws Exception {
        worker().on("echo", 1, this::atTheGate).start();
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("tasks.echo"))) {
            Message message = session.createTextMessage("by hand");
            producer.send(message);
            assertThat(nextBegun()).isEqualTo(new TaskRun(message.getJMSMessageID(), "echo", "by hand", 1, false));
        }
    }

    @Test
    void failuresAreTriedAgainAndThenKept() throws Exception {
        worker().on("pay", 1, run -> {
                    begun.add(run);
                    throw new IOException("no line");
                })
                .start();
        TaskHandle handle = tasks.submit(new Task("pay").body("9.50").retry(SOON));
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> handle.get(LONG))
                .withMessage("java.io.IOException: no line")
                .matches(e -> e.state() == TaskState.FAILURE);
        assertThat(begun).extracting(TaskRun::attempt).containsExactly(1, 2, 3);
        Message kept = take("tasks-failed").get(0);
        assertThat(kept.getBody(String.class)).isEqualTo("9.50");
        assertThat(kept.getStringProperty("task_reason")).isEqualTo("java.io.IOException: no line");
        assertThat(kept.getJMSType()).isEqualTo("pay");
    }

    /** What throws an IOException fails five times, after 1, 2, 4 and 8 s, 20 % more or less; what is invalid fails once. */
    @Test
    @Tag("soak")
    void c3FailuresAreTriedAgainByTheRuleAndInvalidOnesAreNot() throws Exception {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        worker().on("pay", 2, run -> {
                    if (run.text().equals("invalid")) {
                        begun.add(run);
                        throw TaskException.rejected("no such account");
                    }
                    times.add(System.nanoTime());
                    throw new IOException("no line");
                })
                .start();
        Retry rule = new Retry(5, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 20);
        TaskHandle line = tasks.submit(new Task("pay").body("line").retry(rule));
        TaskHandle invalid = tasks.submit(new Task("pay").body("invalid").retry(rule));
        assertThatExceptionOfType(TaskException.class).isThrownBy(() -> invalid.get(LONG));
        assertThatExceptionOfType(TaskException.class).isThrownBy(() -> line.get(LONG));
        List<Long> attempts = List.copyOf(times);
        assertThat(attempts).hasSize(5);
        for (int i = 1; i < 5; i++) {
            long delay = 1000L << (i - 1);
            assertThat(TimeUnit.NANOSECONDS.toMillis(attempts.get(i) - attempts.get(i - 1)))
                    .as("before attempt %d", i + 1)
                    .isBetween(delay * 8 / 10, delay * 12 / 10 + 250);
        }
        assertThat(begun).hasSize(1);
    }

    @Test
    void aHandlerKnowsBetterWhetherAndWhenToTryAgain() throws Exception {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        worker().on("pay", 1, run -> {
                    times.add(System.nanoTime());
                    if (run.attempt() == 1) {
                        throw TaskException.retryAfter(Duration.ofMillis(1500), "busy");
                    }
                    throw TaskException.rejected("no such account");
                })
                .start();
        TaskHandle handle = tasks.submit(new Task("pay").retry(SOON));
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> handle.get(LONG))
                .withMessage("no such account");
        List<Long> both = List.copyOf(times);
        assertThat(both).hasSize(2);
        assertThat(Duration.ofNanos(both.get(1) - both.get(0))).isGreaterThan(Duration.ofMillis(1490));
    }

    @Test
    void aTaskIsDueAtItsMomentAndNotBegunAfterItsLife() throws Exception {
        TaskHandle over = tasks.submit(new Task("late").expires(Duration.ofMillis(1)));
        Awaitility.await().atMost(LONG).until(() -> waiting("tasks.late") == 0);
        long before = System.currentTimeMillis();
        TaskHandle due = tasks.submit(new Task("late").due(Instant.ofEpochMilli(before + 700)));
        worker().on("late", 1, run -> {
                    begun.add(run);
                    return "" + System.currentTimeMillis();
                })
                .start();
        assertThat(Long.parseLong((String) due.get(LONG))).isGreaterThanOrEqualTo(before + 700);
        assertThat(begun).extracting(TaskRun::id).containsExactly(due.id());
        assertThat(over.state()).isEqualTo(TaskState.PENDING);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> tasks.submit(
                        new Task("late").due(Instant.now().plusSeconds(60)).expires(Duration.ofSeconds(1))))
                .withMessageContaining("expires after 1000 ms, but is due in");
    }

    @Test
    void whatWasSubmittedTwiceWithItsKeyRunsOnce() throws Exception {
        TaskHandle first = tasks.submit(new Task("echo").once("it's order 1").body("first"));
        TaskHandle second = tasks.submit(new Task("echo").once("it's order 1").body("second"));
        worker().on("echo", 1, run -> {
                    begun.add(run);
                    if (run.attempt() == 1) {
                        throw new IOException("again");
                    }
                    return run.body();
                })
                .start();
        assertThat(waiting("tasks.echo")).isLessThan(2);
        assertThat(tasks.submit(new Task("echo").once("other").retry(SOON)).get(LONG))
                .isNull();
        assertThat(first.id()).isEqualTo(second.id());
        assertThatExceptionOfType(TaskException.class).isThrownBy(() -> second.get(LONG));
        assertThat(begun).extracting(TaskRun::body).containsExactly("first", null, null);
    }

    @Test
    void c6AChainOfThreeHandsEachResultToTheNext() throws Exception {
        worker().on("one", 1, run -> run.body() + " one")
                .on("two", 1, run -> {
                    begun.add(run);
                    if (run.attempt() == 1) {
                        throw new IOException("again");
                    }
                    return run.body() + " two";
                })
                .on("three", 1, run -> run.body() + " three")
                .start();
        TaskHandle chain =
                tasks.submit(new Task("one").body("zero").then("two", SOON).then("three", Retry.NONE));
        assertThat(chain.get(LONG)).isEqualTo("zero one two three");
        assertThat(begun).extracting(TaskRun::id).containsExactly(chain.id(), chain.id());
        assertThat(waiting("tasks-results")).isZero();
    }

    @Test
    void c6WhereAStepOfAChainFailsNoneFollows() throws Exception {
        worker().on("one", 1, run -> {
                    throw TaskException.rejected("no");
                })
                .on("two", 1, this::atTheGate)
                .start();
        TaskHandle chain = tasks.submit(new Task("one").then("two", SOON));
        assertThatExceptionOfType(TaskException.class).isThrownBy(() -> chain.get(LONG));
        assertThat(begun).isEmpty();
        assertThat(waiting("tasks.two")).isZero();
    }

    @Test
    void c6FiftyTasksAreFollowedByOneWhenTheLastIsDone() throws Exception {
        for (int i = 0; i < 2; i++) {
            worker().on("square", 4, run -> {
                        begun.add(run);
                        int number = Integer.parseInt((String) run.body());
                        if (number % 10 == 3 && run.attempt() == 1) {
                            throw new IOException("again");
                        }
                        return "" + number * number;
                    })
                    .on("sum", 1, run -> {
                        Map<?, ?> all = (Map<?, ?>) run.body();
                        assertThat(begun).as("when the callback fires").hasSize(55);
                        return all.size() + " make "
                                + all.values().stream()
                                        .mapToInt(n -> Integer.parseInt((String) n))
                                        .sum();
                    })
                    .on("print", 1, run -> "it is: " + run.body())
                    .start();
        }
        TaskHandle group = tasks.submitGroup(
                IntStream.range(0, 50)
                        .mapToObj(i -> new Task("square").body("" + i).retry(SOON))
                        .toList(),
                new Task("sum").then("print", Retry.NONE));
        assertThat(group.get(LONG)).isEqualTo("it is: 50 make 40425");
        assertThat(waiting("tasks-groups")).isZero();
        assertThat(waiting("tasks-results")).isZero();
    }

    @Test
    void c6WithoutAFollowerTheResultsOfAllAreTheResult() throws Exception {
        worker().on("echo", 3, TaskRun::body)
                .on("both", 2, run -> Map.of("n", 5, "t", "x"))
                .start();
        TaskHandle group = tasks.submitGroup(
                List.of(
                        new Task("echo").body("a"),
                        new Task("both"),
                        new Task("echo"),
                        new Task("echo").then("both", SOON)),
                null);
        Map<String, Object> expected = new HashMap<>(Map.of("0", "a", "1.n", 5, "1.t", "x", "3.n", 5, "3.t", "x"));
        expected.put("2", null);
        assertThat(group.get(LONG)).isEqualTo(expected);
    }

    @Test
    void c6AGroupWithFailuresFailsWhenAllOthersAreDone() throws Exception {
        TaskHandle group = tasks.submitGroup(
                List.of(new Task("work").body("good"), new Task("work").body("bad"), new Task("work").body("revoked")),
                new Task("never"));
        assertThat(tasks.handle("work", group.id() + ".2").revoke()).isTrue();
        worker().on("work", 1, run -> {
                    if (run.body().equals("bad")) {
                        throw TaskException.rejected("bad luck");
                    }
                    return null;
                })
                .on("never", 1, this::atTheGate)
                .start();
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> group.get(LONG))
                .withMessage("2 of 3 failed, the first because: revoked");
        assertThat(begun).isEmpty();
        assertThat(waiting("tasks-groups")).isZero();
        assertThat(take("tasks-failed")).singleElement().satisfies(kept -> {
            assertThat(kept.getBody(String.class)).isEqualTo("bad");
            assertThat(kept.propertyExists("task_group"))
                    .as("a member that is sent back counts no more")
                    .isFalse();
        });
    }

    @Test
    void c8ALimitHoldsForAllWorkersTogetherAndLeavesOthersAlone() throws Exception {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        Queue<TaskRun> rare = new ConcurrentLinkedQueue<>();
        long start = System.currentTimeMillis();
        for (int i = 0; i < 3; i++) {
            worker().limit("mail", 10, Duration.ofSeconds(1))
                    .limit("rare", 1, Duration.ofHours(1))
                    .on("mail", 4, run -> {
                        times.add(System.currentTimeMillis());
                        return null;
                    })
                    .on("rare", 1, run -> {
                        rare.add(run);
                        return null;
                    })
                    .on("other", 2, TaskRun::body)
                    .start();
        }
        List<TaskHandle> others = new ArrayList<>();
        List<TaskHandle> mails = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(tasks.submit(new Task("other").body("" + i)));
            if (i % 4 == 0) {
                mails.add(tasks.submit(new Task("mail")));
                tasks.submit(new Task("rare"));
            }
        }
        for (int i = 0; i < 100; i++) {
            assertThat(others.get(i).get(LONG)).isEqualTo("" + i);
        }
        for (TaskHandle mail : mails) {
            mail.get(LONG);
        }
        List<Long> sorted = times.stream().sorted().toList();
        assertThat(sorted).hasSize(25);
        for (int i = 0; i < sorted.size(); i++) {
            assertThat(sorted.get(i)).as("start %d", i).isGreaterThanOrEqualTo(start + 100L * i);
        }
        assertThat(rare).hasSize(1);
    }

    @Test
    void c9RevokedTasksDoNotRunAndAllOthersDo() throws Exception {
        List<TaskHandle> all = new ArrayList<>();
        Instant due = Instant.now().plusMillis(500);
        for (int i = 0; i < 200; i++) {
            Task task = new Task("job").body("" + i);
            all.add(tasks.submit(i % 2 == 0 ? task : task.due(due)));
        }
        int certain = 0;
        for (int i = 0; i < 200; i += 5) {
            certain += all.get(i).revoke() ? 1 : 0;
        }
        assertThat(certain).as("those that wait in the queue").isGreaterThanOrEqualTo(20);
        worker().on("job", 4, run -> run.body()).start();
        for (int i = 0; i < 200; i++) {
            if (i % 5 == 0) {
                TaskHandle revoked = all.get(i);
                assertThatExceptionOfType(TaskException.class)
                        .isThrownBy(() -> revoked.get(LONG))
                        .matches(e -> e.state() == TaskState.REVOKED);
            } else {
                assertThat(all.get(i).get(LONG)).isEqualTo("" + i);
            }
        }
    }

    @Test
    void c9WhatAWorkerHasAlreadyIsRevokedBeforeItRunsAgain() throws Exception {
        TaskHandle handle = tasks.submit(new Task("job").body("x"));
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            assertThat(session.createConsumer(session.createQueue("tasks.job")).receive(60_000))
                    .isNotNull();
            assertThat(handle.revoke()).as("certain").isFalse();
        }
        worker().on("job", 1, this::atTheGate).start();
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> handle.get(LONG))
                .matches(e -> e.state() == TaskState.REVOKED);
        assertThat(begun).isEmpty();
        assertThat(waiting("tasks-revoked")).isZero();
    }

    @Test
    void c7AWorkerThatClosesFinishesWhatRunsAndReturnsWhatWaits() throws Exception {
        TaskWorker worker = worker().on("job", 2, this::atTheGate).start();
        List<TaskHandle> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(tasks.submit(new Task("job").body("" + i)));
        }
        List<String> running = List.of(nextBegun().id(), nextBegun().id());
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            try {
                worker.close();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().atMost(LONG).until(() -> ManagementPeer.ask(uri, "queue.show", Map.of("name", "tasks.job"))
                .get("consumers")
                .equals(0));
        assertThat(closing).as("while two run").isNotDone();
        gate.release(2);
        closing.get(60, TimeUnit.SECONDS);
        for (TaskHandle handle : all) {
            assertThat(handle.state()).isEqualTo(running.contains(handle.id()) ? TaskState.SUCCESS : TaskState.PENDING);
        }
        assertThat(begun).isEmpty();
        assertThat(take("tasks.job")).hasSize(6).allSatisfy(m -> assertThat(m.getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(1));
    }

    @Test
    void c7WhatDoesNotEndInTimeIsCutOffAndComesAgain() throws Exception {
        TaskWorker worker = worker().on("job", 1, this::atTheGate).start();
        TaskHandle handle = tasks.submit(new Task("job").body("x"));
        assertThat(nextBegun().again()).isFalse();
        assertThat(worker.close(Duration.ofMillis(1))).isFalse();
        worker().on("job", 1, this::atTheGate).start();
        assertThat(nextBegun()).isEqualTo(new TaskRun(handle.id(), "job", "x", 1, true));
        gate.release(2);
        assertThat(handle.get(LONG)).isEqualTo("x");
    }
}
