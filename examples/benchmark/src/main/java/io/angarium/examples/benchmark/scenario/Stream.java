package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Progress;
import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.measure.Tally;
import io.angarium.examples.benchmark.measure.Verdict;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Messages of a {@link Shape} from producers to consumers. With consumers, what counts is what they receive, and latencies run until the
 * message is received; without, it is the confirmed sends, and two consumers empty the queue after the window.
 */
final class Stream implements Scenario {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final double MEBIBYTE = 1 << 20;
    private static final int SWEEPERS = 2;
    private static final int SWEEP_BATCH = 500;

    private final Bench bench;
    private final Shape shape;
    private final List<String> names;
    private final List<Consuming> consumers;
    private final List<Producing> producers = new ArrayList<>();

    Stream(Bench bench, Shape shape, String name) throws JMSException {
        this.bench = bench;
        this.shape = shape;
        this.names = names(name, shape.destinations());
        this.consumers = open(shape, shape.consumers());
        for (int i = 0; i < shape.producers(); i++) {
            producers.add(new Producing(bench, shape, i, names));
        }
    }

    private static List<String> names(String name, int count) {
        if (count == 1) {
            return List.of(name);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(name + "." + i);
        }
        return names;
    }

    /** Each consumer gets its share of the queues; if there are fewer queues than consumers, they share them. */
    private List<Consuming> open(Shape kind, int count) throws JMSException {
        List<Consuming> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> mine = new ArrayList<>();
            for (int q = i % names.size(); q < names.size(); q += count) {
                mine.add(names.get(q));
            }
            opened.add(new Consuming(bench, kind, i, mine));
        }
        return opened;
    }

    @Override
    public Sample measure(Run run) throws JMSException, InterruptedException {
        Gauge gauge = bench.gauge(run);
        List<Progress> confirmed = many(shape.producers(), Progress::new);
        List<Histogram> sendTimes = many(shape.producers(), Gauge::histogram);
        List<Histogram> deliveryTimes = many(consumers.size(), Gauge::histogram);
        List<Tally> tallies = begin(consumers, run, gauge, deliveryTimes);
        LongSupplier sent = () -> confirmed.stream().mapToLong(Progress::count).sum();
        LongSupplier received = () -> tallies.stream().mapToLong(Tally::count).sum();
        AtomicLongArray counts = new AtomicLongArray(shape.lanes());
        Sample sample;
        try (Crew crew = new Crew("producer", gauge::breakOff)) {
            for (int i = 0; i < shape.producers(); i++) {
                Producing producer = producers.get(i);
                Producing.Work work = new Producing.Work(
                        run, gauge, confirmed.get(i), sendTimes.get(i), counts, () -> slowest(tallies));
                crew.start(() -> producer.send(work));
            }
            sample = gauge.window(run.ramp(), run.length(), consumers.isEmpty() ? sent : received);
            crew.join();
        }
        if (consumers.isEmpty()) {
            sweep(run, counts);
            return sample.with(sum(sendTimes));
        }
        arrive(consumers, tallies, counts);
        double bytes = sample.metrics().getOrDefault("rate", 0.0) * shape.bodyBytes();
        return sample.with(sum(deliveryTimes)).with("mebibytes", bytes / MEBIBYTE);
    }

    /** Whom the producers wait for: all consumers together, or the last of those that get everything. */
    private long slowest(List<Tally> tallies) {
        if (tallies.isEmpty()) {
            return Long.MAX_VALUE / 2;
        }
        long least = Long.MAX_VALUE;
        long sum = 0;
        for (Tally tally : tallies) {
            least = Math.min(least, tally.count());
            sum += tally.count();
        }
        return shape.audience().each() ? least : sum;
    }

    private List<Tally> begin(List<Consuming> whom, Run run, Gauge gauge, List<Histogram> histograms)
            throws JMSException {
        List<Tally> tallies = new ArrayList<>();
        for (int i = 0; i < whom.size(); i++) {
            Tally tally = new Tally(run.number(), shape.lanes());
            whom.get(i).begin(new Intake(tally, gauge, histograms.get(i), shape.bodyBytes()));
            tallies.add(tally);
        }
        return tallies;
    }

    /** Empties the queues after sends that nobody received. */
    private void sweep(Run run, AtomicLongArray counts) throws JMSException {
        Shape kind = Shape.of(0, shape.sending(), SWEEPERS, Shape.Audience.QUEUE, Shape.Receiving.TRANSACTED)
                .inBatchesOf(SWEEP_BATCH);
        List<Consuming> sweepers = new ArrayList<>();
        List<Tally> tallies = new ArrayList<>();
        try {
            for (int i = 0; i < SWEEPERS; i++) {
                Tally tally = new Tally(run.number(), shape.lanes());
                Consuming sweeper = new Consuming(bench, kind, i, names);
                sweeper.begin(new Intake(tally, bench.idleGauge(), Gauge.histogram(), shape.bodyBytes()));
                sweepers.add(sweeper);
                tallies.add(tally);
            }
            arrive(sweepers, tallies, counts);
        } finally {
            closeAll(sweepers);
        }
    }

    /** Waits until everything that was sent is there, and checks it. */
    private void arrive(List<Consuming> whom, List<Tally> tallies, AtomicLongArray counts) {
        long[] lanes = new long[counts.length()];
        Arrays.setAll(lanes, counts::get);
        long sent = Arrays.stream(lanes).sum();
        long expected = shape.audience().each() ? sent * tallies.size() : sent;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (tallies.stream().mapToLong(Tally::count).sum() < expected && System.nanoTime() < deadline) {
            whom.forEach(Consuming::check);
            LockSupport.parkNanos(LOOK_NANOS);
        }
        whom.forEach(Consuming::check);
        Verdict verdict = shape.audience().each() ? Verdict.each(lanes, tallies) : Verdict.competing(lanes, tallies);
        if (!verdict.clean()) {
            throw new BenchmarkException("of " + expected + " messages to receive: " + verdict);
        }
    }

    private static Histogram sum(List<Histogram> histograms) throws JMSException {
        Histogram all = Gauge.histogram();
        histograms.forEach(all::add);
        return all;
    }

    private static <T> List<T> many(int count, java.util.function.Supplier<T> maker) {
        return java.util.stream.Stream.generate(maker).limit(count).toList();
    }

    private static void closeAll(List<Consuming> whom) throws JMSException {
        for (Consuming consumer : whom) {
            consumer.close();
        }
    }

    @Override
    public void close() throws JMSException {
        for (Producing producer : producers) {
            producer.close();
        }
        closeAll(consumers);
    }
}
