package io.angarium.examples.benchmark.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one repetition measured, by metric. The names are those of the results file.
 *
 * @param metrics figures by name, in the order in which they were found
 */
public record Sample(Map<String, Double> metrics) {
    private static final double NANOS_PER_MICRO = 1e3;

    public Sample {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** One more figure. */
    public Sample with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(metrics);
        more.put(name, value);
        return new Sample(more);
    }

    /** Percentiles of durations in nanoseconds, as microseconds. */
    public Sample with(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return this;
        }
        return with("p50", nanos.getValueAtPercentile(50) / NANOS_PER_MICRO)
                .with("p90", nanos.getValueAtPercentile(90) / NANOS_PER_MICRO)
                .with("p99", nanos.getValueAtPercentile(99) / NANOS_PER_MICRO)
                .with("p999", nanos.getValueAtPercentile(99.9) / NANOS_PER_MICRO)
                .with("max", nanos.getMaxValue() / NANOS_PER_MICRO);
    }
}
