package io.angarium.server.tool.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Looks at a running load once a second and tells what happened since. Owned by one thread. */
public final class Watch {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long LOOK_NANOS = 10_000_000;

    private final Spectrum spectrum;
    private final long second;

    /**
     * What happened between two looks.
     *
     * @param atSecond since the beginning
     * @param operations how many
     * @param perSecond how many in a second
     */
    public record Line(
            double atSecond,
            long operations,
            double perSecond,
            double p50Micros,
            double p99Micros,
            double p999Micros,
            double longestMicros) {}

    Watch(Spectrum spectrum) {
        this(spectrum, Duration.ofSeconds(1).toNanos());
    }

    Watch(Spectrum spectrum, long second) {
        this.spectrum = spectrum;
        this.second = second;
    }

    /**
     * Watches for some time, or until it is over.
     *
     * @param eachSecond told a line
     * @return all together
     */
    Line run(Duration length, LiveLoad.Running running, Consumer<Line> eachSecond) {
        long begin = System.nanoTime();
        long[] first = spectrum.counts();
        long[] before = first;
        long from = begin;
        while (running.goesOn() && System.nanoTime() - begin < length.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = System.nanoTime();
            if (now - from >= second) {
                long[] counts = spectrum.counts();
                eachSecond.accept(line(Spectrum.between(before, counts), now - from, now - begin));
                before = counts;
                from = now;
            }
        }
        long took = System.nanoTime() - begin;
        return line(Spectrum.between(first, spectrum.counts()), took, took);
    }

    private static Line line(long[] counts, long nanos, long since) {
        long operations = Spectrum.total(counts);
        return new Line(
                since / NANOS_PER_SECOND,
                operations,
                operations * NANOS_PER_SECOND / Math.max(1, nanos),
                Spectrum.percentile(counts, 0.5),
                Spectrum.percentile(counts, 0.99),
                Spectrum.percentile(counts, 0.999),
                Spectrum.percentile(counts, 1));
    }
}
