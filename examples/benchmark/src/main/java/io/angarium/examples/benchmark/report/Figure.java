package io.angarium.examples.benchmark.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * One metric of one provider in one row over all repetitions.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the smallest
 * @param most the largest
 * @param count how many repetitions
 */
public record Figure(double median, double least, double most, int count) {

    /**
     * @param values at least one
     */
    static Figure of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Figure(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Half of the distance between the smallest and the largest, as a share of the median. */
    double spread() {
        return median == 0 ? 0 : (most - least) / 2 / Math.abs(median);
    }

    /** The median of some numbers. */
    static double medianOf(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return median(sorted);
    }
}
