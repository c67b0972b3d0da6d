package io.angarium.server.micro;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.tool.bench.ChildBroker;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a selector costs a consumer: 10,000 matching messages of 1 KiB out of a queue of 100,000, against the same 10,000 alone in a queue, with
 * and without the selector, in turns in the same run. Persistent, one AUTO_ACKNOWLEDGE listener over a socket, the broker in a process
 * of its own; the time is from the consumer's creation to its last message. The first share is to be at least a half of the last.
 *
 * <p>{@code mvn -q verify -Pjmh -pl provider-server -am -Djmh.main=io.angarium.server.micro.SelectiveDrain -Djmh=ROUNDS}
 */
public final class SelectiveDrain {
    private static final int ALL = 100_000;
    private static final int MATCHING = ALL / 10;
    private static final int WARM_UP = 3;
    private static final int IN_FLIGHT = 1_000;
    private static final long PATIENCE_SECONDS = 60;
    private static final String SELECTOR = "region = 'south' AND amount > 500";

    private final Session session;
    private final Connection connection;

    private SelectiveDrain(Connection connection) throws JMSException {
        this.connection = connection;
        this.session = connection.createSession();
    }

    /** Runs it; the one argument is how many rounds are measured. */
    public static void main(String[] arguments) throws IOException, JMSException, InterruptedException {
        Path folder = Files.createTempDirectory("selective-drain");
        try (ChildBroker broker = ChildBroker.start("io.angarium.server.tool.Angarium", folder);
                Connection connection = new AngariumConnectionFactory(broker.url()).createConnection()) {
            connection.start();
            new SelectiveDrain(connection).run(Integer.parseInt(arguments[0]));
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inside) {
                Files.delete(file);
            }
        }
    }

    private void run(int rounds) throws JMSException, InterruptedException {
        double[] among = new double[rounds];
        double[] selected = new double[rounds];
        double[] alone = new double[rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            int at = Math.max(0, round);
            among[at] = rate(ALL, SELECTOR);
            selected[at] = rate(MATCHING, SELECTOR);
            alone[at] = rate(MATCHING, null);
            System.out.printf(
                    Locale.ROOT,
                    "%s %2d: %,9.0f of 100,000, %,9.0f alone with the selector, %,9.0f alone without, messages a second%n",
                    round < 0 ? "warm-up" : "round  ",
                    round,
                    among[at],
                    selected[at],
                    alone[at]);
        }
        System.out.printf(
                Locale.ROOT,
                "medians: %,.0f of 100,000, %,.0f alone with the selector, %,.0f alone without: ratios %.2f and %.2f%n",
                median(among),
                median(selected),
                median(alone),
                median(among) / median(selected),
                median(among) / median(alone));
    }

    /** Messages a second that a fresh consumer gets out of a queue that has every tenth, or all, for it. */
    private double rate(int messages, String selector) throws JMSException, InterruptedException {
        Queue queue = session.createQueue("drain");
        fill(queue, messages);
        double seconds = drain(queue, selector, MATCHING);
        if (messages > MATCHING) {
            drain(queue, null, messages - MATCHING);
        }
        return MATCHING / seconds;
    }

    /** The selector wants one in ten of 100,000, and all of 10,000. */
    private void fill(Queue queue, int messages) throws JMSException, InterruptedException {
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        CompletionListener done = new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                inFlight.release();
            }

            @Override
            public void onException(Message message, Exception failure) {
                failure.printStackTrace();
            }
        };
        String body = "x".repeat(1024);
        try (Session sending = connection.createSession();
                MessageProducer producer = sending.createProducer(queue)) {
            for (int i = 0; i < messages; i++) {
                boolean wanted = messages == MATCHING || i % 10 == 7;
                TextMessage message = sending.createTextMessage(body);
                message.setStringProperty("customer", "Smith & Sons " + i);
                message.setStringProperty("region", wanted || i % 2 == 0 ? "south" : "north");
                message.setBooleanProperty("express", i % 3 == 0);
                message.setIntProperty("amount", wanted ? 501 + i : i % 500);
                inFlight.acquire();
                producer.send(message, done);
            }
            inFlight.acquire(IN_FLIGHT);
        }
    }

    private double drain(Queue queue, String selector, int messages) throws JMSException, InterruptedException {
        CountDownLatch left = new CountDownLatch(messages);
        try (Session receiving = connection.createSession()) {
            long start = System.nanoTime();
            MessageConsumer consumer = receiving.createConsumer(queue, selector);
            consumer.setMessageListener(message -> left.countDown());
            if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " of " + messages + " messages did not come");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
