package io.angarium.server.tool.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Blocking sends of persistent messages by some producers, each with a connection and a thread of its own. */
public final class ProducerLoad implements Load {
    private final List<Lane> lanes = new ArrayList<>();
    private final ExecutorService threads;
    private final byte[] body;

    /** What one producer uses. */
    private record Lane(Connection connection, Session session, MessageProducer producer) {}

    /**
     * @param connector opens a connection that may send to the queue
     * @param producers how many at a time
     * @param bodyBytes length of each body
     */
    public ProducerLoad(Connector connector, String queue, int producers, int bodyBytes) throws JMSException {
        this.body = new byte[bodyBytes];
        this.threads = Executors.newFixedThreadPool(producers, task -> {
            Thread thread = new Thread(task, "bench-producer");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < producers; i++) {
            Connection connection = connector.connect();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            lanes.add(new Lane(connection, session, producer));
        }
    }

    /** Opens connections; a {@link ConnectionFactory} with its user and password. */
    public interface Connector {
        Connection connect() throws JMSException;
    }

    @Override
    public Window run(long nanos) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(lanes.size());
        List<Callable<Latencies>> tasks = lanes.stream()
                .<Callable<Latencies>>map(lane -> () -> send(lane, start, nanos))
                .toList();
        Latencies all = new Latencies();
        try {
            for (Future<Latencies> lane : threads.invokeAll(tasks)) {
                all.addAll(lane.get());
            }
        } catch (ExecutionException e) {
            throw new BenchException("a producer failed: " + e.getMessage(), e);
        }
        return all.window(nanos);
    }

    private Latencies send(Lane lane, CyclicBarrier start, long nanos)
            throws JMSException, InterruptedException, java.util.concurrent.BrokenBarrierException {
        Latencies latencies = new Latencies();
        start.await();
        long begin = System.nanoTime();
        long now = begin;
        while (now - begin < nanos) {
            BytesMessage message = lane.session().createBytesMessage();
            message.writeBytes(body);
            lane.producer().send(message);
            long done = System.nanoTime();
            latencies.add(done - now);
            now = done;
        }
        return latencies;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (Lane lane : lanes) {
            try {
                lane.connection().close();
            } catch (JMSException e) {
                throw new BenchException("a connection could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
