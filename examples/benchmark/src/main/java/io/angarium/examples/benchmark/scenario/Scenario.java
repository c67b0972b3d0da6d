package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Sample;
import jakarta.jms.JMSException;
import java.io.IOException;

/** One load, opened once against a broker and then measured again and again. Owned by one thread. */
public interface Scenario extends AutoCloseable {

    /**
     * Runs it once, and checks that every message arrived once and in order.
     *
     * @throws BenchmarkException if it did not, or if the figures cannot be had
     */
    Sample measure(Run run) throws JMSException, IOException, InterruptedException;

    @Override
    void close() throws JMSException, IOException;
}
