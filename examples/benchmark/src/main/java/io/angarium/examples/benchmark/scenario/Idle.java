package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Memory;
import io.angarium.examples.benchmark.measure.Sample;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Living bytes in the broker's heap for each idle connection with a session, and for each queue that holds one empty message. */
final class Idle implements Scenario {
    private final Bench bench;
    private final String name;

    Idle(Bench bench, String name) {
        this.bench = bench;
        this.name = name;
    }

    @Override
    public Sample measure(Run run) throws JMSException {
        Memory broker = new Memory(bench.brokerPid());
        long before = broker.liveBytes();
        List<Connection> idle = new ArrayList<>();
        long connected;
        try {
            for (int i = 0; i < run.volume(); i++) {
                Connection connection = bench.endpoint().connect();
                idle.add(connection);
                connection.createSession(Session.AUTO_ACKNOWLEDGE);
                connection.start();
            }
            connected = broker.liveBytes();
        } finally {
            for (Connection connection : idle) {
                connection.close();
            }
        }
        long disconnected = broker.liveBytes();
        queues(run);
        long filled = broker.liveBytes();
        return new Sample(Map.of())
                .with("perConnection", (connected - before) / (double) run.volume())
                .with("perQueue", (filled - disconnected) / (double) run.volume())
                .with("messages", run.volume());
    }

    private void queues(Run run) throws JMSException {
        try (Connection connection = bench.endpoint().connect()) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            for (int i = 0; i < run.volume(); i++) {
                try (MessageProducer producer =
                        session.createProducer(session.createQueue(name + "." + run.number() + "." + i))) {
                    producer.send(session.createMessage());
                }
            }
            session.commit();
        }
    }

    @Override
    public void close() {
        // every run closes its own
    }
}
