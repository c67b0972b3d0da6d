package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.provider.Provider;
import java.nio.file.Path;
import java.util.List;

/**
 * What to measure, how often and how long.
 *
 * @param rows in this order
 * @param providers in this order, again and again
 * @param repetitions of each
 * @param warmUpMillis load on each fresh broker before anything counts
 * @param rampMillis load at the beginning of each window that does not count
 * @param stretch length of windows, 1 for the full one
 * @param heaps of brokers and drivers
 * @param benchmark class path of this program
 * @param folder on the measured disk; everything in it is deleted in the end
 */
public record Plan(
        List<Row> rows,
        List<Provider> providers,
        int repetitions,
        long warmUpMillis,
        long rampMillis,
        double stretch,
        Heaps heaps,
        List<Path> benchmark,
        Path folder) {
    private static final double MILLIS = 1e3;

    long windowMillis(Row row) {
        return Math.round(row.seconds() * stretch * MILLIS);
    }
}
