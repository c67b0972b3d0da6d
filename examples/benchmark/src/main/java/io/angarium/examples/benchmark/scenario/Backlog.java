package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Memory;
import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.measure.Tally;
import io.angarium.examples.benchmark.measure.Verdict;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;

/** Many messages that nobody receives, a SIGKILL, a restart, and then all of them again. */
final class Backlog implements Scenario {
    private static final int BATCH = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String queue;
    private Bench bench;

    Backlog(Bench bench, String queue) {
        this.bench = bench;
        this.queue = queue;
    }

    @Override
    public Sample measure(Run run) throws JMSException {
        long begin = System.nanoTime();
        new Supply(bench, queue).persistent(run.number(), run.volume(), BATCH);
        double enqueue = seconds(begin);
        double before = new Memory(bench.brokerPid()).peakResidentMiB();
        Tally tally = new Tally(run.number(), 1);
        long killed = System.nanoTime();
        bench = bench.restart().now();
        double first;
        double drain;
        try (Drain consumer = new Drain(bench, queue)) {
            consumer.take(tally, 1, BATCH);
            first = seconds(killed);
            long start = System.nanoTime();
            consumer.take(tally, run.volume() - 1, BATCH);
            consumer.commit();
            drain = seconds(start);
        }
        double after = new Memory(bench.brokerPid()).peakResidentMiB();
        Verdict verdict = Verdict.competing(new long[] {run.volume()}, List.of(tally));
        if (!verdict.clean()) {
            throw new BenchmarkException("after SIGKILL and restart, of " + run.volume() + " messages: " + verdict);
        }
        return new Sample(Map.of())
                .with("enqueue", run.volume() / enqueue)
                .with("first", first)
                .with("drain", (run.volume() - 1) / drain)
                .with("resident", Math.max(before, after))
                .with("residentAfterRestart", after)
                .with("messages", run.volume());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / NANOS_PER_SECOND;
    }

    @Override
    public void close() {
        // every run closes its own
    }
}
