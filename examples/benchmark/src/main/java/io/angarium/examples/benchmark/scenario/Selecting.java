package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.measure.Tally;
import io.angarium.examples.benchmark.measure.Verdict;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A consumer whose selector matches every tenth message of a queue that was filled before; the rest is received afterwards. */
final class Selecting implements Scenario {
    private static final int BATCH = 500;
    private static final int WANTED = 3;
    private static final long PATIENCE_SECONDS = 60;

    private final Bench bench;
    private final String queue;

    Selecting(Bench bench, String queue) {
        this.bench = bench;
        this.queue = queue;
    }

    @Override
    public Sample measure(Run run) throws JMSException, InterruptedException {
        new Supply(bench, queue).kinds(run.number(), run.volume(), BATCH);
        int matching = run.volume() / Supply.KINDS;
        Tally selected = new Tally(run.number(), Supply.KINDS);
        Tally rest = new Tally(run.number(), Supply.KINDS);
        double seconds = select(selected, matching);
        try (Drain drain = new Drain(bench, queue)) {
            drain.take(rest, run.volume() - matching, BATCH);
            drain.commit();
        }
        long[] sent = new long[Supply.KINDS];
        Arrays.fill(sent, matching);
        Verdict verdict = Verdict.competing(sent, List.of(selected, rest));
        if (!verdict.clean()) {
            throw new BenchmarkException("of " + run.volume() + " messages, with a selector: " + verdict);
        }
        return new Sample(Map.of())
                .with("rate", matching / seconds)
                .with("messages", matching)
                .with("seconds", seconds);
    }

    private double select(Tally tally, int matching) throws JMSException, InterruptedException {
        CountDownLatch left = new CountDownLatch(matching);
        try (Connection connection = bench.endpoint().connect()) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            Intake intake = new Intake(tally, bench.idleGauge(), Gauge.histogram(), Supply.BYTES);
            connection.start();
            long begin = System.nanoTime();
            session.createConsumer(session.createQueue(queue), Supply.KIND + " = " + WANTED)
                    .setMessageListener(message -> {
                        try {
                            intake.take(message);
                        } catch (JMSException e) {
                            throw new BenchmarkException("a message could not be read: " + e.getMessage(), e);
                        }
                        left.countDown();
                    });
            if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BenchmarkException(left.getCount() + " of " + matching + " matching messages did not come");
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    @Override
    public void close() {
        // every run closes its own
    }
}
