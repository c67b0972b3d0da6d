package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Progress;
import io.angarium.examples.benchmark.measure.Stamp;
import io.angarium.examples.benchmark.scenario.Shape.Sending;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One producer with its connection: opened once, used by one thread in each run. */
final class Producing implements AutoCloseable {
    private static final long WAIT_NANOS = 50_000;

    private final Connection connection;
    private final Session session;
    private final List<MessageProducer> producers = new ArrayList<>();
    private final Shape shape;
    private final int number;
    private final byte[] body;

    Producing(Bench bench, Shape shape, int number, List<String> names) throws JMSException {
        this.shape = shape;
        this.number = number;
        this.body = new byte[shape.bodyBytes()];
        this.connection = bench.endpoint().connect();
        boolean transacted = shape.sending() == Sending.TRANSACTED;
        this.session = connection.createSession(transacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
        for (String name : names) {
            Destination destination = shape.audience().topic() ? session.createTopic(name) : session.createQueue(name);
            MessageProducer producer = session.createProducer(destination);
            boolean persistent = shape.sending() != Sending.NON_PERSISTENT;
            producer.setDeliveryMode(persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            producers.add(producer);
        }
    }

    /**
     * One run of this producer.
     *
     * @param histogram of the time from when a message was due until it was confirmed; written by one thread at a time
     * @param counts where to put, in the end, how many messages of each lane were sent
     * @param received how many messages the slowest consumer has by now, to hold back for it
     */
    record Work(
            Run run,
            Gauge gauge,
            Progress confirmed,
            Histogram histogram,
            AtomicLongArray counts,
            LongSupplier received) {}

    /** Sends until told to stop. */
    @Nullable
    Void send(Work work) throws JMSException, InterruptedException {
        Outbox outbox = outbox();
        Pace pace = new Pace(shape.perSecond());
        long sent = 0;
        long ahead = shape.ahead() / shape.producers();
        while (work.gauge.running()) {
            if (sent - work.received.getAsLong() / shape.producers() > ahead) {
                LockSupport.parkNanos(WAIT_NANOS);
                continue;
            }
            long due = pace.next();
            int destination = (int) (sent % producers.size());
            int lane = number * producers.size() + destination;
            new Stamp(work.run.number(), lane, work.counts.getAndIncrement(lane), due).into(body);
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            outbox.send(producers.get(destination), message, messages -> confirmed(work, due, messages));
            sent++;
        }
        outbox.finish();
        return null;
    }

    /** Completions of one session come one at a time (Jakarta Messaging 3.1, 7.3.8), so there is one writer. */
    private static void confirmed(Work work, long due, long messages) {
        work.confirmed.add(messages);
        if (work.gauge.recording()) {
            work.histogram.recordValue(Math.max(0, System.nanoTime() - due));
        }
    }

    private Outbox outbox() {
        return switch (shape.sending()) {
            case BLOCKING, NON_PERSISTENT -> new BlockingOutbox();
            case ASYNCHRONOUS -> new AsynchronousOutbox(CompletingSend.of(producers.get(0)));
            case TRANSACTED -> new TransactedOutbox(session, shape.batch());
        };
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
