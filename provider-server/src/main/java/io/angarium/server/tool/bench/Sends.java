package io.angarium.server.tool.bench;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Producers alone: an operation is a confirmed send. */
final class Sends implements LiveLoad {
    private final List<Feeder> feeders = new ArrayList<>();

    Sends(ProducerLoad.Connector connector, LiveBench.Shape shape, Spectrum spectrum) throws JMSException {
        for (int i = 0; i < shape.producers(); i++) {
            feeders.add(new Feeder(connector, shape, spectrum::add));
        }
    }

    @Override
    public List<Callable<Long>> workers(Running running) {
        return feeders.stream()
                .<Callable<Long>>map(feeder -> () -> feeder.run(running, () -> 0))
                .toList();
    }

    @Override
    public void settle(long done) {
        // every worker has waited for its confirmations
    }

    @Override
    public void close() throws JMSException {
        for (Feeder feeder : feeders) {
            feeder.close();
        }
    }
}
