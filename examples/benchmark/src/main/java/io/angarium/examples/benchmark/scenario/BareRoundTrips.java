package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Progress;
import io.angarium.examples.benchmark.measure.Sample;
import java.io.DataInputStream;
import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Two bare loopback round trips of 1 KiB, one after the other: what request and reply through a broker take at least. */
final class BareRoundTrips implements Scenario {
    private static final int BLOCK = 1024;

    private final Bench bench;
    private final Loopback loopback;

    BareRoundTrips(Bench bench) throws IOException {
        this.bench = bench;
        this.loopback = new Loopback(BLOCK, BLOCK, (block, number) -> {});
    }

    @Override
    public Sample measure(Run run) throws InterruptedException {
        Gauge gauge = bench.gauge(run);
        Progress progress = new Progress();
        Histogram times = Gauge.histogram();
        try (Crew crew = new Crew("probe", gauge::breakOff)) {
            crew.start(() -> ask(gauge, progress, times));
            Sample sample = gauge.window(run.ramp(), run.length(), progress::count);
            crew.join();
            return sample.with(times);
        }
    }

    private @Nullable Void ask(Gauge gauge, Progress progress, Histogram times) throws IOException {
        byte[] block = new byte[BLOCK];
        DataInputStream in = loopback.in();
        while (gauge.running()) {
            long begin = System.nanoTime();
            for (int i = 0; i < 2; i++) {
                loopback.out().write(block);
                in.readFully(block);
            }
            if (gauge.recording()) {
                times.recordValue(System.nanoTime() - begin);
            }
            progress.add(1);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        loopback.close();
    }
}
