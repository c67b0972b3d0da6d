package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.scenario.Shape.Receiving;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One consumer with its connection, for all runs of a scenario. {@link #begin} is called between runs, while no message is there. */
final class Consuming implements AutoCloseable {
    private static final long RECEIVE_MILLIS = 100;

    private final Connection connection;
    private final Shape shape;
    private final int number;
    private final @Nullable Crew crew;
    private volatile @Nullable Intake intake;
    private volatile boolean closing;
    private volatile @Nullable Exception failure;

    /**
     * Opens it; messages come once it has begun.
     *
     * @param names its topic or its queues, one only if it is transacted
     */
    Consuming(Bench bench, Shape shape, int number, List<String> names) throws JMSException {
        this.shape = shape;
        this.number = number;
        this.connection = bench.endpoint().connect();
        if (shape.audience() == Shape.Audience.DURABLE) {
            connection.setClientID("benchmark-" + number);
        }
        if (shape.receiving() == Receiving.TRANSACTED) {
            this.crew = new Crew("consumer", () -> {});
            receive(crew, names.get(0));
        } else {
            this.crew = null;
            listen(names);
        }
    }

    private void listen(List<String> names) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        for (String name : names) {
            open(session, name).setMessageListener(this::heard);
        }
    }

    private void receive(Crew thread, String name) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = open(session, name);
        thread.start(() -> receive(session, consumer));
    }

    private MessageConsumer open(Session session, String name) throws JMSException {
        if (!shape.audience().topic()) {
            return session.createConsumer(session.createQueue(name));
        }
        Topic topic = session.createTopic(name);
        return switch (shape.audience()) {
            case DURABLE -> session.createDurableConsumer(topic, subscription(name));
            case SHARED -> session.createSharedDurableConsumer(topic, subscription(name));
            default -> session.createConsumer(topic);
        };
    }

    private String subscription(String name) {
        return shape.audience() == Shape.Audience.SHARED ? name + ".shared" : name + "." + number;
    }

    /** From now on messages go there. */
    void begin(Intake next) throws JMSException {
        intake = next;
        connection.start();
    }

    private void heard(Message message) {
        try {
            take(message);
        } catch (JMSException | RuntimeException e) {
            failure = e;
        }
    }

    private void take(Message message) throws JMSException {
        Intake current = intake;
        if (current == null) {
            throw new BenchmarkException("a message came before anything was sent: " + message);
        }
        current.take(message);
    }

    private @Nullable Void receive(Session session, MessageConsumer consumer) {
        int open = 0;
        try {
            while (!closing) {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message != null) {
                    take(message);
                    open++;
                }
                if (open > 0 && (message == null || open >= shape.batch())) {
                    session.commit();
                    open = 0;
                }
            }
        } catch (JMSException | RuntimeException e) {
            failure = e;
        }
        return null;
    }

    /**
     * Whether it still works.
     *
     * @throws BenchmarkException if it failed
     */
    void check() {
        Exception cause = failure;
        if (cause != null) {
            throw new BenchmarkException("a consumer failed: " + cause, cause);
        }
    }

    @Override
    public void close() throws JMSException {
        closing = true;
        if (crew != null) {
            try {
                crew.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            crew.close();
        }
        connection.close();
    }
}
