package io.angarium.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.task.Retry;
import io.angarium.jms.task.Task;
import io.angarium.jms.task.TaskHandle;
import io.angarium.jms.task.TaskHandler;
import io.angarium.jms.task.TaskState;
import io.angarium.jms.task.TaskWorker;
import io.angarium.jms.task.Tasks;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker loses its link while it has a task in hand, others end that task, and it goes on with it all the same when the link is back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TaskLossTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore gate = new Semaphore(0);
    private Broker broker;
    private Relay relay;
    private Tasks tasks;
    private TaskWorker cut;

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
        tasks = new Tasks(new AngariumConnectionFactory(direct()), "tasks");
        String uri = "angarium://127.0.0.1:" + relay.port();
        cut = new TaskWorker(
                new AngariumConnectionFactory(uri + "?prefetch=0&reconnectDelay=10ms&heartbeat=0"), "tasks");
    }

    @AfterEach
    void stop() throws JMSException {
        gate.release(1_000_000);
        relay.refuse(false);
        cut.close(LONG);
        tasks.close();
        relay.close();
        broker.close();
    }

    private String direct() {
        return "angarium://127.0.0.1:" + broker.port() + "?prefetch=0";
    }

    private Object atTheGate(Object body) {
        begun.release();
        gate.acquireUninterruptibly();
        return body;
    }

    private void awaitBegun() throws InterruptedException {
        assertThat(begun.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Object byAnother(String name, TaskHandler<?> handler, TaskHandle handle) throws Exception {
        try (TaskWorker other = new TaskWorker(new AngariumConnectionFactory(direct()), "tasks").on(name, 1, handler)) {
            other.start();
            return handle.get(LONG);
        }
    }

    private TaskHandle groupOfOne(String body) throws JMSException {
        return tasks.submitGroup(List.of(new Task("work").body(body)), null);
    }

    private long left(String queue) {
        return counted(queue, "messages");
    }

    /** Of a queue that nobody may have made yet. */
    private long counted(String queue, String what) {
        return ManagementPeer.rows(direct(), "queue.list", Map.of()).stream()
                .filter(row -> queue.equals(row.get("name")))
                .mapToLong(row -> ((Number) row.get(what)).longValue())
                .sum();
    }

    private void awaitLost() {
        await().until(() -> relay.refused() > 0);
    }

    @Test
    void noWordOfTheAttemptIsLeftBehind() throws Exception {
        cut.on("work", 1, run -> atTheGate(run.body())).start();
        await().ignoreExceptions() // until there is the queue
                .until(() -> ((Number) ManagementPeer.ask(direct(), "queue.show", Map.of("name", "tasks.work"))
                                        .get("consumersWithCredit"))
                                .intValue()
                        == 1);
        relay.refuse(true);
        relay.cutAfter(Relay.Way.TO_BROKER, 1); // that is, as soon as it has the task
        TaskHandle handle = tasks.submit(new Task("work").body("done").retry(Retry.NONE));
        awaitLost();
        assertThat(byAnother("work", run -> run.body(), handle)).isEqualTo("done");
        assertThat(left("tasks-results")).isZero();
        relay.refuse(false);
        awaitBegun(); // so it has said that it has started
        assertThat(tasks.handle("work", handle.id()).state()).isEqualTo(TaskState.STARTED);
        gate.release();
        assertThat(cut.close(LONG)).isTrue();
        assertThat(left("tasks-results")).isZero();
    }

    @Test
    void itKeepsNoOtherTaskFromOthers() throws Exception {
        cut.on("work", 1, run -> atTheGate(run.body())).start();
        TaskHandle first = groupOfOne("first");
        awaitBegun();
        relay.refuse(true);
        relay.cut();
        awaitLost();
        assertThat(byAnother("work", run -> run.body(), first)).isEqualTo(Map.of("0", "first"));
        TaskHandle second = groupOfOne("second");
        relay.refuse(false);
        await().until(() -> counted("tasks.work", "consumers") == 1);
        gate.release(); // it looks for the count of a group that is over
        assertThat(byAnother("work", run -> run.body(), second)).isEqualTo(Map.of("0", "second"));
    }

    @Test
    void itDoesNotWaitLongForAGroupThatIsOver() throws Exception {
        cut.on("work", 1, run -> atTheGate(run.body())).start();
        TaskHandle group = groupOfOne("first");
        awaitBegun();
        relay.refuse(true);
        relay.cut();
        awaitLost();
        assertThat(byAnother("work", run -> run.body(), group)).isEqualTo(Map.of("0", "first"));
        relay.refuse(false);
        gate.release();
        assertThat(cut.close(LONG)).as("all that it was at is over").isTrue();
        assertThat(left("tasks-groups") + left("tasks-results") + left("tasks.work"))
                .isZero();
    }
}
