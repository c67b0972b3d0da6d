package io.angarium.server.crash;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Producers and consumers on threads of their own that reconnect in their own code and tell a {@link Witness} what they saw. */
final class Applications implements AutoCloseable {
    private static final int BATCH = 10;

    private final AngariumConnectionFactory factory;
    private final String queue;
    private final Witness witness;
    private final List<Thread> producers = new ArrayList<>();
    private final List<Thread> consumers = new ArrayList<>();
    private final AtomicBoolean producing = new AtomicBoolean(true);
    private final AtomicBoolean consuming = new AtomicBoolean(true);
    private final AtomicInteger sendsInFlight = new AtomicInteger();
    private final AtomicInteger acknowledgementsInFlight = new AtomicInteger();
    private final List<List<String>> unknownTransactions = new ArrayList<>();

    private interface Work {
        void run(Connection connection) throws JMSException;
    }

    /** They connect again by themselves: what the client does about that is not looked at here. */
    Applications(String uri, String queue, Witness witness) {
        this.factory = new AngariumConnectionFactory(uri + "?reconnect=false");
        this.queue = queue;
        this.witness = witness;
    }

    int sendsInFlight() {
        return sendsInFlight.get();
    }

    int acknowledgementsInFlight() {
        return acknowledgementsInFlight.get();
    }

    /** Sends one blocking persistent message after the other, each with an id of its own. */
    void startProducer(String name) {
        AtomicInteger next = new AtomicInteger();
        start(producers, name, producing, connection -> {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            while (producing.get()) {
                String id = name + "-" + next.getAndIncrement();
                TextMessage message = session.createTextMessage(id);
                witness.attempted(id);
                sendsInFlight.incrementAndGet();
                try {
                    producer.send(message);
                } finally {
                    sendsInFlight.decrementAndGet();
                }
                witness.confirmed(id);
            }
        });
    }

    /** Commits ten messages at a time: all or none. */
    void startTransactedProducer(String name) {
        AtomicInteger next = new AtomicInteger();
        start(producers, name, producing, connection -> {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            while (producing.get()) {
                commit(session, producer, name + "-" + next.getAndIncrement());
            }
        });
    }

    private void commit(Session session, MessageProducer producer, String prefix) throws JMSException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            ids.add(prefix + "." + i);
        }
        ids.forEach(witness::attempted);
        boolean known = false;
        sendsInFlight.incrementAndGet();
        try {
            for (String id : ids) {
                producer.send(session.createTextMessage(id));
            }
            session.commit();
            known = true;
        } finally {
            sendsInFlight.decrementAndGet();
            if (!known) {
                synchronized (unknownTransactions) {
                    unknownTransactions.add(ids);
                }
            }
        }
        ids.forEach(witness::confirmed);
    }

    /** Transactions whose commit gave no answer: each must have come whole or not at all. */
    List<String> tornTransactions() {
        List<String> torn = new ArrayList<>();
        synchronized (unknownTransactions) {
            for (List<String> ids : unknownTransactions) {
                long came = ids.stream().filter(witness::came).count();
                if (came != 0 && came != ids.size()) {
                    torn.add(came + " of the transaction " + ids);
                }
            }
        }
        return torn;
    }

    int unknownTransactions() {
        synchronized (unknownTransactions) {
            return unknownTransactions.size();
        }
    }

    /** Acknowledges by hand, a few messages at a time, and the rest when no more come. */
    void startConsumer(String name) {
        start(consumers, name, consuming, connection -> {
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            connection.start();
            List<String> batch = new ArrayList<>();
            Message last = null;
            while (consuming.get()) {
                Message message = consumer.receive(200);
                if (message != null) {
                    String id = ((TextMessage) message).getText();
                    witness.received(id, message.getJMSRedelivered());
                    batch.add(id);
                    last = message;
                }
                if (last != null && (message == null || batch.size() >= 5)) {
                    acknowledge(last, batch);
                    last = null;
                }
            }
        });
    }

    private void acknowledge(Message last, List<String> batch) throws JMSException {
        acknowledgementsInFlight.incrementAndGet();
        try {
            last.acknowledge();
        } finally {
            acknowledgementsInFlight.decrementAndGet();
        }
        witness.acknowledged(batch);
        batch.clear();
    }

    private void start(List<Thread> threads, String name, AtomicBoolean running, Work work) {
        Thread thread = new Thread(
                () -> {
                    while (running.get()) {
                        try (Connection connection = factory.createConnection()) {
                            work.run(connection);
                        } catch (JMSException lost) {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                        } catch (RuntimeException bug) {
                            witness.violate(name + " saw " + bug);
                            return;
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    void stopProducers() {
        producing.set(false);
        join(producers);
    }

    void stopConsumers() {
        consuming.set(false);
        join(consumers);
    }

    private void join(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                witness.violate(thread.getName() + " does not end");
            }
        }
    }

    @Override
    public void close() {
        stopProducers();
        stopConsumers();
    }
}
