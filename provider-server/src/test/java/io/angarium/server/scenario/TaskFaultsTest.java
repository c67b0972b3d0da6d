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
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers bear: handlers, messages and brokers that are worse than they should be. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TaskFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Retry SOON = Retry.every(3, Duration.ofMillis(10));

    @TempDir
    private Path folder;

    private Broker broker;
    private String uri;
    private ConnectionFactory factory;
    private Tasks tasks;
    private final List<TaskWorker> workers = new ArrayList<>();
    private final BlockingQueue<Long> times = new LinkedBlockingQueue<>();
    private final Semaphore gate = new Semaphore(0);

    /** How a message is made another one. */
    private interface Change {
        void to(Session session, Message message) throws JMSException;
    }

    @BeforeEach
    void start() throws JMSException {
        LimitPolicy two = new LimitPolicy(2, 0, Full.REFUSE, Duration.ZERO, "elsewhere");
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("small"), List.of(new Policies.Said("test", "test", policy -> policy.with(two))));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withRules(List.of(rule)));
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

    private void send(String queue, boolean identified, Change change) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            Message message = session.createTextMessage("bad");
            change.to(session, message);
            producer.setDisableMessageID(!identified);
            producer.send(message);
        }
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

    private Message failed() throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            Message kept =
                    session.createConsumer(session.createQueue("tasks-failed")).receive(LONG.toMillis());
            assertThat(kept).as("what has failed").isNotNull();
            return kept;
        }
    }

    private long waiting(String queue) {
        return counter(queue, "messages");
    }

    private long counter(String queue, String what) {
        return ((Number) ManagementPeer.ask(uri, "queue.show", Map.of("name", queue))
                        .get(what))
                .longValue();
    }

    /** The only thread there works on. */
    private void isAlive(String name) throws Exception {
        assertThat(tasks.submit(new Task(name).body("good")).get(LONG)).isEqualTo("good");
    }

    private static final class Unspeakable extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("not even that");
        }
    }

    private static final class Speechless extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            return null;
        }
    }

    @Test
    void aGroupFailsWithAMemberThatGivesNoReason() throws Exception {
        worker().on("work", 1, run -> {
                    if (run.body().equals("bad")) {
                        throw TaskException.rejected("");
                    }
                    return run.body();
                })
                .start();
        TaskHandle group =
                tasks.submitGroup(List.of(new Task("work").body("bad"), new Task("work").body("good")), null);
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> group.get(LONG))
                .withMessage("1 of 2 failed, the first because: ");
    }

    @Test
    void emptyPropertiesOfTheApplicationAreKeptForTheNextAttempt() throws Exception {
        worker().on("work", 1, run -> {
                    throw new IOException("no");
                })
                .start();
        send("tasks.work", true, (session, message) -> {
            message.setStringProperty("empty", "");
            message.setObjectProperty("none", null);
            message.setStringProperty("task_retry", SOON.attempts() + " 1 1 1 0");
        });
        Message kept = failed();
        assertThat(kept.getStringProperty("empty")).isEmpty();
    }

    @Test
    void aMessageWithoutAnyIdentifierIsATask() throws Exception {
        BlockingQueue<TaskRun> runs = new LinkedBlockingQueue<>();
        worker().on("echo", 1, run -> {
                    if (run.body().equals("bad")) {
                        runs.add(run);
                        throw new IOException("again");
                    }
                    return run.body();
                })
                .start();
        send("tasks.echo", false, (session, message) -> message.setStringProperty("task_retry", "3 1 1 1 0"));
        assertThat(failed().getBody(String.class)).isEqualTo("bad");
        assertThat(runs).extracting(TaskRun::attempt).containsExactly(1, 2, 3);
        assertThat(runs)
                .extracting(TaskRun::id)
                .doesNotContainNull()
                .containsOnly(runs.element().id());
        isAlive("echo");
    }

    @Test
    void aTaskKeepsItsIdentifierWhichIsItsMessagesOne() throws Exception {
        BlockingQueue<String> ids = new LinkedBlockingQueue<>();
        worker().on("echo", 1, run -> {
                    ids.add(run.id());
                    throw new IOException("again");
                })
                .start();
        AtomicReference<Message> sent = new AtomicReference<>();
        send("tasks.echo", true, (session, message) -> {
            message.setStringProperty("task_retry", "3 1 1 1 0");
            sent.set(message);
        });
        Message kept = failed();
        String id = sent.get().getJMSMessageID();
        assertThat(ids).containsExactly(id, id, id);
        assertThat(kept.getJMSCorrelationID()).isEqualTo(id);
    }

    @Test
    void whatAHandlerThrowsEndsNoThread() throws Exception {
        Map<String, Exception> thrown = Map.of(
                "unspeakable", new Unspeakable(),
                "speechless", new Speechless(),
                "for ever", TaskException.retryAfter(Duration.ofSeconds(Long.MAX_VALUE), "later"));
        worker().on("echo", 1, run -> {
                    Exception each = thrown.get(run.body());
                    if (each != null) {
                        throw each;
                    }
                    return run.body();
                })
                .start();
        for (String each : List.of("unspeakable", "speechless")) {
            TaskHandle failed = tasks.submit(new Task("echo").body(each));
            assertThatExceptionOfType(TaskException.class)
                    .isThrownBy(() -> failed.get(LONG))
                    .withMessageContaining(thrown.get(each).getClass().getName());
        }
        TaskHandle later = tasks.submit(new Task("echo").body("for ever").retry(SOON));
        Awaitility.await().atMost(LONG).until(() -> later.state() == TaskState.RETRY);
        isAlive("echo");
    }

    @Test
    void aHandlerThatLeavesItsThreadInterruptedEndsNothing() throws Exception {
        worker().on("echo", 1, run -> {
                    Thread.currentThread().interrupt();
                    if (run.body().equals("bad")) {
                        throw new IOException("interrupted");
                    }
                    return run.body();
                })
                .start();
        TaskHandle failed = tasks.submit(new Task("echo").body("bad"));
        assertThatExceptionOfType(TaskException.class).isThrownBy(() -> failed.get(LONG));
        isAlive("echo");
        isAlive("echo");
    }

    @Test
    void whatTheBrokerRefusesIsTriedAgainAfterAPause() throws Exception {
        worker().on("full", 1, TaskRun::body).start();
        send("small", true, (session, message) -> {});
        send("small", true, (session, message) -> {});
        long before = System.nanoTime();
        send("tasks.full", true, (session, message) -> {
            message.setJMSReplyTo(session.createQueue("small"));
            message.setJMSCorrelationID("patient");
            message.setLongProperty("task_keep", 3_600_000);
        });
        Awaitility.await().atMost(LONG).until(() -> counter("small", "refused") >= 3);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(2900));
        assertThat(take("small")).hasSize(2);
        List<String> states = new ArrayList<>();
        Awaitility.await().atMost(LONG).until(() -> {
            for (Message each : take("small")) {
                states.add(each.getStringProperty("task_state"));
            }
            return states.contains("SUCCESS");
        });
        assertThat(states).containsExactly("STARTED", "SUCCESS");
    }

    @Test
    void aResultThatIsTooLargeIsAFailure() throws Exception {
        worker().on("echo", 1, run -> {
                    if (run.body() == null) {
                        times.add(System.nanoTime());
                        return "x".repeat(65 << 20);
                    }
                    return run.body();
                })
                .start();
        TaskHandle large = tasks.submit(new Task("echo"));
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> large.get(LONG))
                .matches(e -> e.state() == TaskState.FAILURE);
        assertThat(times).as("runs").hasSize(1);
        isAlive("echo");
    }

    @Test
    void aResultOfManyMegabytesIsRead() throws Exception {
        worker().on("big", 1, run -> new byte[33 << 20]).start();
        TaskHandle big = tasks.submit(new Task("big"));
        assertThat((byte[]) big.get(LONG)).hasSize(33 << 20);
        assertThat((byte[]) big.get(LONG)).as("once more").hasSize(33 << 20);
    }

    @Test
    void aWordForATaskThatMayBeDueAtAnyTimeStaysUntilThen() throws Exception {
        TaskHandle far = tasks.submit(new Task("far").due(Instant.now().plus(Duration.ofDays(30))));
        assertThat(tasks.handle("far", far.id()).revoke()).isFalse();
        assertThat(take("tasks-revoked")).singleElement().satisfies(word -> assertThat(word.getJMSExpiration())
                .isZero());
        assertThat(far.revoke()).isFalse();
        assertThat(take("tasks-revoked")).singleElement().satisfies(word -> assertThat(word.getJMSExpiration())
                .isGreaterThan(Instant.now().plus(Duration.ofDays(36)).toEpochMilli()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskRunsThoughNobodyIsThereForItsResult(boolean revoked) throws Exception {
        worker().on("orphan", 1, run -> {
                    gate.release();
                    return null;
                })
                .start();
        if (revoked) {
            tasks.handle("orphan", "gone").revoke();
        }
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("tasks.orphan"))) {
            Message message = session.createMessage();
            message.setJMSReplyTo(session.createTemporaryQueue());
            message.setJMSCorrelationID("gone");
            message.setLongProperty("task_keep", 3_600_000);
            producer.setDeliveryDelay(500);
            producer.send(message); // the queue goes with its connection
        }
        Awaitility.await()
                .atMost(LONG)
                .until(() -> counter("tasks.orphan", "acknowledged") + counter("tasks.orphan", "dead") == 1);
        assertThat(counter("tasks.orphan", "dead")).isZero();
        assertThat(take("tasks-revoked")).isEmpty();
        assertThat(gate.tryAcquire(revoked ? 0 : 60, TimeUnit.SECONDS)).isNotEqualTo(revoked);
    }

    @Test
    void aNegativePauseIsNone() throws Exception {
        worker().on("pay", 1, run -> {
                    times.add(System.nanoTime());
                    throw TaskException.retryAfter(Duration.ofMillis(-1), "now");
                })
                .start();
        TaskHandle handle = tasks.submit(new Task("pay").retry(SOON));
        assertThatExceptionOfType(TaskException.class)
                .isThrownBy(() -> handle.get(LONG))
                .withMessage("now");
        assertThat(times).hasSize(3);
    }

    @Test
    void theFailureOfASubtaskIsNoWordOfTheHandlers() throws Exception {
        worker().on("outer", 1, run -> {
                    times.add(System.nanoTime());
                    return tasks.submit(new Task("inner")).get(LONG);
                })
                .on("inner", 1, run -> {
                    throw TaskException.rejected("no");
                })
                .start();
        TaskHandle outer = tasks.submit(new Task("outer").retry(SOON));
        assertThatExceptionOfType(TaskException.class).isThrownBy(() -> outer.get(LONG));
        assertThat(times).as("attempts").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsOverBeforeItsStartIsFreeDoesNotBegin(boolean revoked) throws Exception {
        worker().limit("mail", 1, Duration.ofSeconds(3))
                .on("mail", 1, run -> {
                    times.add(System.nanoTime());
                    return run.body();
                })
                .start();
        assertThat(tasks.submit(new Task("mail").body("first")).get(LONG)).isEqualTo("first");
        Task task = new Task("mail").body("second");
        TaskHandle second = tasks.submit(revoked ? task : task.expires(Duration.ofMillis(1500)));
        if (revoked) {
            Awaitility.await().atMost(LONG).until(() -> ManagementPeer.ask(
                            uri, "queue.show", Map.of("name", "tasks.mail"))
                    .get("inFlight")
                    .toString()
                    .equals("1"));
            assertThat(second.revoke()).isFalse();
        }
        assertThat(tasks.submit(new Task("mail").body("third")).get(LONG)).isEqualTo("third");
        assertThat(times).hasSize(2);
        assertThat(second.state()).isEqualTo(revoked ? TaskState.REVOKED : TaskState.PENDING);
    }

    @Test
    void aHandlerMayCloseItsWorker() throws Exception {
        TaskWorker worker = worker();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        worker.on("last", 1, run -> {
                    closed.complete(worker.close(Duration.ofSeconds(Long.MAX_VALUE)));
                    return null;
                })
                .start();
        TaskHandle last = tasks.submit(new Task("last"));
        assertThat(closed.get(60, TimeUnit.SECONDS)).as("all is done").isFalse();
        assertThat(last.state()).isEqualTo(TaskState.STARTED);
        worker().on("last", 1, run -> "again " + run.again()).start();
        assertThat(last.get(LONG)).isEqualTo("again true");
    }

    @Test
    void aWordThatComesTooLateRevokesNoOtherTaskOfItsKey() throws Exception {
        worker().on("job", 1, run -> {
                    gate.acquireUninterruptibly();
                    return run.body();
                })
                .start();
        TaskHandle first = tasks.submit(new Task("job").once("key").body("first"));
        Awaitility.await().atMost(LONG).until(() -> first.state() == TaskState.STARTED);
        assertThat(first.revoke()).as("while it runs").isFalse();
        gate.release();
        assertThat(first.get(LONG)).isEqualTo("first");
        assertThat(waiting("tasks-revoked")).isZero();
    }

    @Test
    void aStartThatDoesNotComeIsNotInvented() throws Exception {
        CountDownLatch warned = new CountDownLatch(1);
        Logger logger = Logger.getLogger("io.angarium.jms.task.Limit");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                warned.countDown();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.WARNING); // commands that run in this process may have turned down all of the client's
        logger.addHandler(handler);
        try {
            worker().limit("mail", 1, Duration.ofMillis(1))
                    .on("mail", 1, run -> {
                        times.add(System.nanoTime());
                        return run.body();
                    })
                    .start();
            assertThat(take("tasks-limit.mail")).as("the only one").hasSize(1);
            TaskHandle mail = tasks.submit(new Task("mail").body("x"));
            assertThat(warned.await(60, TimeUnit.SECONDS))
                    .as("that it did not come; starts %s, and the task is %s", times, mail.state())
                    .isTrue();
            assertThat(times).isEmpty();
            send("tasks-limit.mail", true, (session, message) -> {});
            assertThat(mail.get(LONG)).isEqualTo("x");
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
    }
}
