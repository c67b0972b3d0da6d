package io.angarium.examples.orders;

import io.angarium.jms.task.Retry;
import io.angarium.jms.task.Task;
import io.angarium.jms.task.TaskException;
import io.angarium.jms.task.TaskHandle;
import io.angarium.jms.task.TaskWorker;
import io.angarium.jms.task.Tasks;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Receipts of orders are written, mailed and counted as tasks. */
final class Receipts {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConnectionFactory factory;

    Receipts(ConnectionFactory factory) {
        this.factory = factory;
    }

    /** Works on tasks until it is closed. */
    TaskWorker work() throws JMSException {
        TaskWorker worker = new TaskWorker(factory, "tasks")
                .limit("mail", 10, Duration.ofSeconds(1))
                .on("receipt", 2, run -> write(run.values()))
                .on("mail", 4, run -> "mailed: " + run.text())
                .on("count", 1, run -> run.values().size() + " receipts");
        return worker.start();
    }

    private static String write(Map<?, ?> order) {
        if (!(order.get("price") instanceof Integer price)) {
            throw TaskException.rejected("an order without a price");
        }
        return "order " + order.get("number") + ", " + price + " EUR";
    }

    /** Has a receipt written and mailed. */
    @Nullable
    Object receipt(int order, int price) throws JMSException, TimeoutException {
        try (Tasks tasks = new Tasks(factory, "tasks")) {
            Task task = new Task("receipt")
                    .body(Map.of("number", order, "price", price))
                    .retry(new Retry(5, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 20))
                    .then("mail", Retry.every(3, Duration.ofMinutes(1)));
            TaskHandle handle = tasks.submit(task);
            return handle.get(PATIENCE);
        }
    }

    /** Plans a receipt, and thinks better of it. */
    boolean planned(Instant christmas) throws JMSException {
        try (Tasks tasks = new Tasks(factory, "tasks")) {
            TaskHandle later = tasks.submit(new Task("receipt").due(christmas));
            return later.revoke();
        }
    }

    /** Has receipts written and counted. */
    @Nullable
    Object all() throws JMSException, TimeoutException {
        try (Tasks tasks = new Tasks(factory, "tasks")) {
            List<Task> members = List.of(
                    new Task("receipt").body(Map.of("number", 1, "price", 20)),
                    new Task("receipt").body(Map.of("number", 2, "price", 30)));
            return tasks.submitGroup(members, new Task("count")).get(PATIENCE);
        }
    }
}
