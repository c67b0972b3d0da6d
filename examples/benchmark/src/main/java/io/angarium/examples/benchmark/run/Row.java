package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.scenario.Scenarios;
import java.util.List;

/**
 * One line of the table.
 *
 * @param id its name, which is that of its scenario
 * @param title what is measured
 * @param headlines the figures that matter, first of all
 * @param marks what is to be reached
 * @param place where the broker is and who takes part
 * @param seconds length of a full window
 * @param volume how much, if the scenario does a fixed amount
 */
public record Row(
        String id, String title, List<Metric> headlines, List<Mark> marks, Place place, double seconds, int volume) {
    private static final double SECONDS = 3;

    /** Where the broker is, and whether confirmations are forced. */
    enum Place {
        /** A process of its own; confirmations need the disk. */
        DURABLE,
        /** A process of its own. */
        MEMORY,
        /** The client's process, over {@code vm://}; only Angarium. */
        VM
    }

    static Row of(String id, String title, Place place, Mark... marks) {
        return new Row(id, title, List.of(Metric.RATE), List.of(marks), place, SECONDS, 0);
    }

    Row show(Metric... metrics) {
        return new Row(id, title, List.of(metrics), marks, place, seconds, volume);
    }

    Row doing(int amount) {
        return new Row(id, title, headlines, marks, place, seconds, amount);
    }

    Row lasting(double windowSeconds) {
        return new Row(id, title, headlines, marks, place, windowSeconds, volume);
    }

    /** The first of the figures that matter. */
    public Metric headline() {
        return headlines.get(0);
    }

    /** What is counted in a pass of its own: flushes where confirmed messages are forced, and allocations. */
    public List<Metric> counted() {
        if (place == Place.VM || headline() == Metric.ENQUEUE || headline() == Metric.PER_CONNECTION) {
            return List.of();
        }
        return place == Place.DURABLE
                ? List.of(Metric.FLUSHES, Metric.BROKER_BYTES, Metric.CLIENT_BYTES)
                : List.of(Metric.BROKER_BYTES, Metric.CLIENT_BYTES);
    }

    /** Whether a provider takes part. */
    boolean takes(Provider provider) {
        if (provider.id().equals(Provider.BARE)) {
            return Scenarios.hasYardstick(id);
        }
        return place != Place.VM || !provider.vm().isEmpty();
    }

    /** What a provider's driver runs. */
    String scenario(Provider provider) {
        return provider.id().equals(Provider.BARE) ? Scenarios.BARE + id : id;
    }

    boolean vm() {
        return place == Place.VM;
    }
}
