package io.angarium.examples.benchmark.run;

import java.util.Arrays;
import java.util.Locale;

/** The figures that stand in the table, and whether more of them is better. */
public enum Metric {
    RATE("rate", "/s", true),
    MEBIBYTES("mebibytes", "MiB/s", true),
    P50("p50", "µs p50", false),
    P99("p99", "µs p99", false),
    P999("p999", "µs p99.9", false),
    MAX("max", "µs longest", false),
    BROKER_CPU("brokerCpu", "µs of broker CPU per message", false),
    CLIENT_CPU("clientCpu", "µs of client CPU per message", false),
    FLUSHES("flushes", "flushes per confirmed message", false),
    BROKER_BYTES("brokerBytes", "bytes allocated by the broker per message", false),
    CLIENT_BYTES("clientBytes", "bytes allocated by the client per message", false),
    ENQUEUE("enqueue", "/s enqueued", true),
    FIRST("first", "s to the first message after SIGKILL", false),
    DRAIN("drain", "/s drained", true),
    RESIDENT("resident", "MiB resident", false),
    OUTSTANDING("outstanding", "requests outstanding", true),
    PER_CONNECTION("perConnection", "bytes per connection", false),
    PER_QUEUE("perQueue", "bytes per queue", false);

    private final String key;
    private final String unit;
    private final boolean moreIsBetter;

    Metric(String key, String unit, boolean moreIsBetter) {
        this.key = key;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    /** Its name in the results. */
    public String key() {
        return key;
    }

    public String unit() {
        return unit;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** By its name in the results, in the order of the declaration. */
    public static Metric named(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no metric is called " + key));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
