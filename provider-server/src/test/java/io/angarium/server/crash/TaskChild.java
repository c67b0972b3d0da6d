package io.angarium.server.crash;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.task.TaskWorker;
import io.angarium.server.testing.Child;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Main of an application with a worker: {@code URI FREE}. Says {@code READY} before its tasks begin: each {@code square} says {@code RUNS text}, and those that
 * come after the first FREE wait for ever; {@code sum} says {@code SUM} and counts results and adds them up. Ends when its input does.
 */
public final class TaskChild {
    private TaskChild() {}

    public static void main(String[] arguments) throws Exception {
        int free = Integer.parseInt(arguments[1]);
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        try (TaskWorker worker = new TaskWorker(new AngariumConnectionFactory(arguments[0] + "?prefetch=0"), "tasks")) {
            say("READY");
            worker.on("square", 4, run -> {
                        say("RUNS " + run.body());
                        if (begun.incrementAndGet() > free) {
                            never.await();
                        }
                        int number = Integer.parseInt((String) run.body());
                        return "" + number * number;
                    })
                    .on("sum", 2, run -> {
                        say("SUM");
                        Map<?, ?> all = (Map<?, ?>) run.body();
                        return all.size() + " make "
                                + all.values().stream()
                                        .mapToInt(each -> Integer.parseInt((String) each))
                                        .sum();
                    })
                    .start();
            while (System.in.read() >= 0) {
                // until the parent ends it
            }
        }
    }

    private static synchronized void say(String words) {
        System.out.println(Child.WORD + words);
    }
}
