package io.angarium.server.stress;

import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One seed: workers do what they like, then everything is closed, taken out and compared. */
final class StressRun {
    static final int WORKERS = 3;
    static final int STEPS = 80;
    private static final long PATIENCE_MILLIS = 60_000;

    private final Stage stage;
    private final String brokerUri;
    private final Sending sending;
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    private StressRun(long seed, String brokerUri, String uri) {
        this.brokerUri = brokerUri;
        this.stage = new Stage(seed, uri);
        this.sending = new Sending(stage);
    }

    /**
     * What came of a seed.
     *
     * @param counts how often what was done and seen
     * @param problems what was wrong
     */
    record Outcome(Counts counts, List<String> problems) {}

    /**
     * Runs a seed.
     *
     * @param brokerUri the way to the broker itself
     * @param uri the way that the client under test takes, with options
     */
    static Outcome of(long seed, String brokerUri, String uri) throws InterruptedException {
        StressRun run = new StressRun(seed, brokerUri, uri);
        try {
            run.run();
        } catch (JMSException | RuntimeException e) {
            run.stage.problem("the frame of the run", e);
        }
        return new Outcome(run.stage.counts, run.stage.book.problems());
    }

    private void run() throws JMSException, InterruptedException {
        Line setting = stage.newLine();
        try (Session session = setting.connection.createSession()) {
            session.createSharedDurableConsumer(session.createTopic(stage.topic()), stage.subscription())
                    .close();
            for (int i = 0; i < 2; i++) {
                session.createConsumer(session.createQueue(stage.queue(i))).close();
            }
        }
        setting.close();
        stage.open();
        boolean ended = work();
        if (!ended) {
            return;
        }
        stage.closeLines();
        sending.finish();
        checkBroker();
        drain();
        stage.book.finish();
        checkThreads();
    }

    private boolean work() throws InterruptedException {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new Worker(stage, sending, i, STEPS, workers));
        }
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            threads.add(new Thread(worker, "stress-worker-" + threads.size()));
        }
        threads.forEach(Thread::start);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        boolean ended = true;
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (threads.get(i).isAlive()) {
                ended = false;
                hangs(workers.get(i), threads.get(i));
            }
        }
        return ended;
    }

    private void hangs(Worker worker, Thread thread) {
        StringBuilder text = new StringBuilder("hangs at step " + worker.step + ": " + worker.doing);
        Thread.getAllStackTraces().forEach((other, frames) -> {
            if (other == thread || other.getName().startsWith("angarium-")) {
                text.append("\n    ").append(other.getName());
                for (StackTraceElement frame : frames) {
                    text.append("\n        at ").append(frame);
                }
            }
        });
        stage.book.problem(text.toString());
    }

    /** Nobody is connected, so nobody holds anything. */
    private void checkBroker() {
        try {
            Awaitility.await().until(() -> ((Number) status().get("connections")).intValue() == 1);
        } catch (ConditionTimeoutException e) {
            stage.book.problem("connections stay open at the broker: " + status());
        }
        for (int i = 0; i < 2; i++) {
            Map<String, Object> row = ManagementPeer.ask(brokerUri, "queue.show", Map.of("name", stage.queue(i)));
            if (((Number) row.get("inFlight")).longValue() != 0 || ((Number) row.get("consumers")).longValue() != 0) {
                stage.book.problem("somebody is left at the broker: " + row);
            }
        }
    }

    private Map<String, Object> status() {
        return ManagementPeer.ask(brokerUri, "broker.status", Map.of());
    }

    private void drain() throws JMSException {
        Line line = stage.newLine();
        try (Session session = line.connection.createSession()) {
            drain(session.createConsumer(session.createQueue(stage.queue(0))));
            drain(session.createConsumer(session.createQueue(stage.queue(1))));
            drain(session.createSharedDurableConsumer(session.createTopic(stage.topic()), stage.subscription()));
            session.unsubscribe(stage.subscription());
        }
        line.close();
    }

    private void drain(MessageConsumer consumer) throws JMSException {
        for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
            String id = ((TextMessage) message).getText();
            stage.book.seen(id, message.getJMSRedelivered(), "at the end");
            stage.book.done(List.of(id));
            stage.counts.count("drained at the end");
        }
        consumer.close();
    }

    private void checkThreads() {
        try {
            Awaitility.await().until(() -> leftThreads().isEmpty());
        } catch (ConditionTimeoutException e) {
            stage.book.problem("threads are left: " + leftThreads());
        }
    }

    private List<String> leftThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("angarium-session") || name.startsWith("angarium-reader"))
                .toList();
    }
}
