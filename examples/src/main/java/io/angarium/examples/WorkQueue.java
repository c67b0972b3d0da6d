package io.angarium.examples;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A work queue with competing workers: each task goes to exactly one of three workers, whoever is free. A worker takes a task and
 * records its result in one transaction, so that a worker that dies in the middle leaves its task to another one.
 *
 * <p>Run it with the address of a broker as its argument, by default {@code angarium://localhost:7171}.
 */
public final class WorkQueue {
    private static final String TASKS = "examples.tasks";
    private static final int WORKERS = 3;
    private static final int TASK_COUNT = 30;
    private static final long IDLE_MILLIS = 500;

    private WorkQueue() {}

    /** Sends the tasks, lets the workers do them, prints who did how many. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        Map<Integer, String> doneBy = run(args.length > 0 ? args[0] : "angarium://localhost:7171");
        doneBy.values().stream()
                .distinct()
                .sorted()
                .forEach(worker -> System.out.println(worker + " did "
                        + doneBy.values().stream().filter(worker::equals).count() + " tasks"));
        System.out.println(doneBy.size() + " of " + TASK_COUNT + " tasks done");
    }

    /** Number of each task and the worker that did it. */
    static Map<Integer, String> run(String uri) throws InterruptedException, ExecutionException {
        ConnectionFactory factory = new AngariumConnectionFactory(uri);
        sendTasks(factory);

        Map<Integer, String> doneBy = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try {
            var workers = IntStream.rangeClosed(1, WORKERS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> work(factory, "worker " + i, doneBy)))
                    .toList();
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return doneBy;
    }

    private static void sendTasks(ConnectionFactory factory) {
        try (JMSContext context = factory.createContext()) {
            Queue tasks = context.createQueue(TASKS);
            for (int task = 1; task <= TASK_COUNT; task++) {
                // Persistent is the default: once send() returns, the task is on the broker's disk.
                context.createProducer().setProperty("task", task).send(tasks, "resize picture " + task);
            }
        }
    }

    private static void work(ConnectionFactory factory, String worker, Map<Integer, String> doneBy) {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            var consumer = context.createConsumer(context.createQueue(TASKS));
            Message task = consumer.receive(IDLE_MILLIS);
            while (task != null) {
                doneBy.put(task.getIntProperty("task"), worker);
                context.commit(); // only now is the task gone from the queue
                task = consumer.receive(IDLE_MILLIS);
            }
        } catch (JMSException e) {
            throw new IllegalStateException(worker + " could not read a task", e);
        }
    }
}
