package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import java.nio.file.Path;

/**
 * What a scenario runs on.
 *
 * @param endpoint the provider's client and the broker's address
 * @param brokerPid process of the broker, 0 for none
 * @param folder an empty folder on the measured disk
 * @param restart kills the broker and starts it again on its data
 */
public record Bench(Endpoint endpoint, long brokerPid, Path folder, Restart restart) {

    /** Kills the broker with SIGKILL and starts it again on the same data. */
    public interface Restart {
        Bench now();
    }

    /** For one run. */
    Gauge gauge(Run run) {
        return new Gauge(brokerPid, run.counting());
    }

    /** For messages that are received outside of a window. */
    Gauge idleGauge() {
        return new Gauge(0, false);
    }
}
