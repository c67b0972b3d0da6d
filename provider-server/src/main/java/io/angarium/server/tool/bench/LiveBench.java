package io.angarium.server.tool.bench;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Runs one of the loads against a broker and shows it second by second. */
public final class LiveBench {
    private static final long END_SECONDS = 60;

    private LiveBench() {}

    /**
     * What is measured.
     *
     * @param queue name of the queue or topic
     * @param producers how many at a time, or clients of request-reply
     * @param consumers how many listeners
     * @param topic whether the consumers subscribe to a topic, so that each gets every message
     * @param persistent whether messages are
     * @param asynchronous whether up to 1,000 sends of a producer are on their way at once
     * @param bodyBytes length of each body
     */
    public record Shape(
            String queue,
            int producers,
            int consumers,
            boolean topic,
            boolean persistent,
            boolean asynchronous,
            int bodyBytes) {}

    /** Confirmed sends; the caller empties the queue afterwards. */
    public static Watch.Line sends(
            ProducerLoad.Connector connector, Shape shape, Duration length, Consumer<Watch.Line> eachSecond)
            throws JMSException, InterruptedException {
        Spectrum spectrum = new Spectrum();
        try (LiveLoad load = new Sends(connector, shape, spectrum)) {
            return run(load, spectrum, length, eachSecond);
        }
    }

    /** From producers to listeners; durations run from the send to the listener. */
    public static Watch.Line deliveries(
            ProducerLoad.Connector connector, Shape shape, Duration length, Consumer<Watch.Line> eachSecond)
            throws JMSException, InterruptedException {
        Spectrum spectrum = new Spectrum();
        try (LiveLoad load = new Deliveries(connector, shape, spectrum)) {
            return run(load, spectrum, length, eachSecond);
        }
    }

    /** Requests over a queue and replies on a temporary queue. */
    public static Watch.Line roundTrips(
            ProducerLoad.Connector connector, Shape shape, Duration length, Consumer<Watch.Line> eachSecond)
            throws JMSException, InterruptedException {
        Spectrum spectrum = new Spectrum();
        try (LiveLoad load = new RoundTrips(connector, shape, spectrum)) {
            return run(load, spectrum, length, eachSecond);
        }
    }

    private static Watch.Line run(LiveLoad load, Spectrum spectrum, Duration length, Consumer<Watch.Line> eachSecond)
            throws JMSException, InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "bench-worker");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Long>> workers = new ArrayList<>();
            for (Callable<Long> worker : load.workers(() -> !stop.get())) {
                workers.add(threads.submit(() -> {
                    try {
                        return worker.call();
                    } finally {
                        stop.set(true); // one that ends early, by a failure, ends all
                    }
                }));
            }
            Watch.Line all = new Watch(spectrum).run(length, () -> !stop.get(), eachSecond);
            stop.set(true);
            load.settle(sum(workers));
            return all;
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    private static long sum(List<Future<Long>> workers) throws InterruptedException {
        long sum = 0;
        for (Future<Long> worker : workers) {
            try {
                sum += worker.get(END_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new BenchException("the load failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new BenchException("the load did not end within " + END_SECONDS + " s", e);
            }
        }
        return sum;
    }
}
