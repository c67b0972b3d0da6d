package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Sample;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.time.Duration;

/** How long the slowest sends take at half of the rate that is possible: first the rate, then the latencies, from when each was due. */
final class Tail implements Scenario {
    private static final Duration SEARCH = Duration.ofSeconds(1);

    private final Paced load;

    /** A load whose rate can be chosen. */
    interface Paced extends AutoCloseable {
        /**
         * @param perSecond 0 for as fast as it goes
         */
        Sample at(double perSecond, Run run) throws JMSException, IOException, InterruptedException;

        @Override
        void close() throws JMSException, IOException;
    }

    Tail(Paced load) {
        this.load = load;
    }

    @Override
    public Sample measure(Run run) throws JMSException, IOException, InterruptedException {
        double most = load.at(0, new Run(2 * run.number(), run.ramp(), SEARCH, run.volume(), false))
                .metrics()
                .getOrDefault("rate", 0.0);
        return load.at(most / 2, new Run(2 * run.number() + 1, run.ramp(), run.length(), run.volume(), run.counting()));
    }

    @Override
    public void close() throws JMSException, IOException {
        load.close();
    }

    /** One blocking producer of persistent messages. */
    static final class Sends implements Paced {
        private final Bench bench;
        private final String name;

        Sends(Bench bench, String name) {
            this.bench = bench;
            this.name = name;
        }

        @Override
        public Sample at(double perSecond, Run run) throws JMSException, InterruptedException {
            Shape shape = Shape.sends(1, Shape.Sending.BLOCKING).at(perSecond);
            try (Stream stream = new Stream(bench, shape, name)) {
                return stream.measure(run);
            }
        }

        @Override
        public void close() {
            // each run closes its own
        }
    }
}
