package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Sample;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many requests of one connection outstanding at once: the server keeps all of them before it answers, last one first; each answer is
 * matched with its request by the correlation id.
 */
final class Outstanding implements Scenario {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Bench bench;
    private final String queue;

    Outstanding(Bench bench, String queue) {
        this.bench = bench;
        this.queue = queue;
    }

    @Override
    public Sample measure(Run run) throws JMSException, InterruptedException {
        int count = run.volume();
        Set<String> open = ConcurrentHashMap.newKeySet(count * 2);
        CountDownLatch answered = new CountDownLatch(count);
        try (Connection connection = bench.endpoint().connect();
                Connection server = bench.endpoint().connect();
                Crew crew = new Crew("server", () -> {})) {
            Session receiving = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            TemporaryQueue replies = receiving.createTemporaryQueue();
            receiving.createConsumer(replies).setMessageListener(answer -> {
                if (open.remove(correlation(answer))) {
                    answered.countDown();
                }
            });
            connection.start();
            server.start();
            long begin = System.nanoTime();
            crew.start(() -> answer(server, count));
            request(connection, replies, open, count);
            crew.join();
            if (!answered.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new BenchmarkException(
                        answered.getCount() + " of " + count + " requests outstanding at once got no answer");
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Sample(Map.of())
                    .with("outstanding", count)
                    .with("rate", count / seconds)
                    .with("seconds", seconds);
        }
    }

    private static String correlation(Message answer) {
        try {
            return answer.getJMSCorrelationID();
        } catch (JMSException e) {
            throw new BenchmarkException("an answer has no correlation id: " + e.getMessage(), e);
        }
    }

    private void request(Connection connection, TemporaryQueue replies, Set<String> open, int count)
            throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 0; i < count; i++) {
            Message request = session.createTextMessage("request " + i);
            request.setJMSReplyTo(replies);
            request.setJMSCorrelationID(Integer.toString(i));
            open.add(Integer.toString(i));
            producer.send(request);
        }
    }

    private @org.jspecify.annotations.Nullable Void answer(Connection server, int count) throws JMSException {
        Session session = server.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        MessageProducer producer = session.createProducer(null);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        List<Message> kept = new ArrayList<>(count);
        while (kept.size() < count) {
            Message request = consumer.receive(PATIENCE_MILLIS);
            if (request == null) {
                throw new BenchmarkException(kept.size() + " of " + count + " requests came");
            }
            kept.add(request);
        }
        for (int i = count - 1; i >= 0; i--) {
            Message answer = session.createTextMessage("answer");
            answer.setJMSCorrelationID(kept.get(i).getJMSCorrelationID());
            producer.send(kept.get(i).getJMSReplyTo(), answer);
        }
        return null;
    }

    @Override
    public void close() {
        // every run closes its own
    }
}
