package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.driver.Lines;
import io.angarium.examples.benchmark.provider.Provider;
import java.nio.file.Path;
import java.util.List;

/**
 * What to measure, how often and how long.
 *
 * @param rows in this order
 * @param providers in this order, again and again
 * @param lengths how often and how long
 * @param heaps of brokers and drivers
 * @param benchmark class path of this program
 * @param folder on the measured disk; everything in it is deleted in the end
 */
public record Plan(
        List<Row> rows, List<Provider> providers, Lengths lengths, Heaps heaps, List<Path> benchmark, Path folder) {
    private static final double MILLIS = 1e3;
    private static final long RAMP_MILLIS = 300;
    private static final long COUNTING_MILLIS = 1_000;
    /** A fixed amount is warmed up with so much less. */
    private static final int WARM_UP_SHARE = 10;

    private static final int FEW = 1_000;

    /**
     * How often and how long.
     *
     * @param repetitions of each row by each provider
     * @param warmUpMillis load on each fresh broker before anything counts
     * @param stretch length of windows, 1 for the full one
     * @param counting whether to count flushes and allocations in a pass of its own after the repetitions
     */
    public record Lengths(int repetitions, long warmUpMillis, double stretch, boolean counting) {}

    int repetitions() {
        return lengths.repetitions();
    }

    /** One repetition of a row. */
    Lines.Length window(Row row) {
        long millis = Math.round(row.seconds() * lengths.stretch() * MILLIS);
        return new Lines.Length(RAMP_MILLIS, millis, volume(row), false);
    }

    /** A short one in which flushes and allocations are counted. */
    Lines.Length counting(Row row) {
        return new Lines.Length(RAMP_MILLIS, COUNTING_MILLIS, volume(row), true);
    }

    /** Small amounts are never made smaller. */
    private int volume(Row row) {
        return Math.max((int) (row.volume() * Math.min(1, lengths.stretch())), Math.min(row.volume(), FEW));
    }

    /** Before its first repetition. */
    Lines.Length warmUp(Row row) {
        return new Lines.Length(
                0, lengths.warmUpMillis(), Math.max(row.volume() / WARM_UP_SHARE, Math.min(row.volume(), FEW)), false);
    }
}
