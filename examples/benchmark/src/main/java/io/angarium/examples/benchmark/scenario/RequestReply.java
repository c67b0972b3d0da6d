package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Progress;
import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.measure.Stamp;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One client asks over a queue and waits for the answer on its temporary queue; all non-persistent, 1 KiB each way. */
final class RequestReply implements Scenario {
    private static final int BYTES = 1024;
    private static final long PATIENCE_MILLIS = 20_000;

    private final Bench bench;
    private final Connection server;
    private final Connection client;
    private final Session session;
    private final MessageProducer producer;
    private final TemporaryQueue replies;
    private final MessageConsumer consumer;

    RequestReply(Bench bench, String name) throws JMSException {
        this.bench = bench;
        this.server = bench.endpoint().connect();
        serve(server.createSession(Session.AUTO_ACKNOWLEDGE), name);
        server.start();
        this.client = bench.endpoint().connect();
        this.session = client.createSession(Session.AUTO_ACKNOWLEDGE);
        this.producer = session.createProducer(session.createQueue(name));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        this.replies = session.createTemporaryQueue();
        this.consumer = session.createConsumer(replies);
        client.start();
    }

    /** Sends each body back to where the request wants it. */
    private static void serve(Session session, String name) throws JMSException {
        MessageProducer answers = session.createProducer(null);
        answers.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        byte[] body = new byte[BYTES];
        session.createConsumer(session.createQueue(name)).setMessageListener(request -> {
            try {
                ((BytesMessage) request).readBytes(body);
                BytesMessage answer = session.createBytesMessage();
                answer.writeBytes(body);
                answer.setJMSCorrelationID(request.getJMSMessageID());
                answers.send(request.getJMSReplyTo(), answer);
            } catch (JMSException e) {
                throw new BenchmarkException("a request could not be answered: " + e.getMessage(), e);
            }
        });
    }

    @Override
    public Sample measure(Run run) throws JMSException, InterruptedException {
        Gauge gauge = bench.gauge(run);
        Progress progress = new Progress();
        Histogram times = Gauge.histogram();
        try (Crew crew = new Crew("requester", gauge::breakOff)) {
            crew.start(() -> ask(run, gauge, progress, times));
            Sample sample = gauge.window(run.ramp(), run.length(), progress::count);
            crew.join();
            return sample.with(times);
        }
    }

    private @Nullable Void ask(Run run, Gauge gauge, Progress progress, Histogram times) throws JMSException {
        byte[] body = new byte[BYTES];
        byte[] back = new byte[BYTES];
        for (long sequence = 0; gauge.running(); sequence++) {
            long due = System.nanoTime();
            Stamp stamp = new Stamp(run.number(), 0, sequence, due);
            stamp.into(body);
            BytesMessage request = session.createBytesMessage();
            request.writeBytes(body);
            request.setJMSReplyTo(replies);
            producer.send(request);
            Message answer = consumer.receive(PATIENCE_MILLIS);
            if (!(answer instanceof BytesMessage bytes)
                    || bytes.readBytes(back) != BYTES
                    || !Stamp.of(back).equals(stamp)
                    || !request.getJMSMessageID().equals(answer.getJMSCorrelationID())) {
                throw new BenchmarkException("request " + sequence + " got another answer than its own: " + answer);
            }
            if (gauge.recording()) {
                times.recordValue(System.nanoTime() - due);
            }
            progress.add(1);
        }
        return null;
    }

    @Override
    public void close() throws JMSException {
        client.close();
        server.close();
    }
}
