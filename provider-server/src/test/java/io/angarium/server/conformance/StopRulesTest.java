package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import io.angarium.server.conformance.Threads.Call;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Stopping a connection while its sessions are at work, and what a session does one after another: sections 6.1.5, 6.2.13 and 6.2.14. */
class StopRulesTest extends WithBroker {
    private static final String QUEUE = "orders";

    private void send(int count) throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
        for (int i = 0; i < count; i++) {
            producer.send(session.createTextMessage("" + i));
        }
    }

    @Test
    @Proves("6.1.5-e")
    void everyStopWaitsForTheListenersOfAllSessionsWhichKeepTheirServices() throws JMSException {
        Connection connection = connection("prefetch=1");
        CountDownLatch entered = new CountDownLatch(3);
        CountDownLatch leave = new CountDownLatch(1);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            Queue answers = session.createQueue("answers");
            session.createConsumer(session.createQueue(QUEUE)).setMessageListener(message -> {
                entered.countDown();
                Threads.await(leave);
                try {
                    session.createProducer(answers).send(session.createTextMessage(text(message)));
                    session.commit();
                    done.incrementAndGet();
                } catch (JMSException e) {
                    failures.add(e);
                }
            });
        }
        connection.start();
        send(6);
        Threads.await(entered);
        List<Call<Void>> stops = List.of(Threads.run(connection::stop), Threads.run(connection::stop));
        stops.forEach(stop -> stop.stillRuns("stop did not wait"));
        leave.countDown();
        stops.forEach(Call::result);
        assertThat(failures).isEmpty();
        assertThat(done.get())
                .as("listeners that ran to their end, and none since")
                .isEqualTo(3);
        Session session = started().createSession();
        MessageConsumer answers = session.createConsumer(session.createQueue("answers"));
        for (int i = 0; i < 3; i++) {
            assertThat(receive(answers)).isNotNull();
        }
        assertThat(done.get()).isEqualTo(3);
        connection.start();
        Awaitility.await().atMost(Duration.ofMillis(SOON)).until(() -> done.get() == 6);
    }

    @Test
    @Proves("6.1.5-c")
    void noReceiveReturnsAMessageBetweenStopAndStart() throws JMSException {
        send(300);
        Connection connection = connection();
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        List<Call<Void>> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            receivers.add(Threads.run(() -> {
                while (received.get() < 300) {
                    boolean before = stopped.get();
                    Message message = consumer.receive(20);
                    if (message != null) {
                        received.incrementAndGet();
                        if (before && stopped.get()) {
                            wrong.incrementAndGet();
                        }
                    }
                }
            }));
        }
        for (int round = 0; round < 30 && received.get() < 300; round++) {
            int before = received.get();
            connection.start();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofMillis(SOON))
                    .until(() -> received.get() > before);
            connection.stop();
            stopped.set(true);
            int now = received.get();
            Thread.yield();
            assertThat(received.get() - now)
                    .as("calls that had their message already")
                    .isLessThanOrEqualTo(3);
            stopped.set(false);
        }
        connection.start();
        receivers.forEach(Call::result);
        assertThat(wrong.get()).isZero();
    }

    @Test
    @Proves("6.1.5-d")
    void timersOfReceiveRunOnWhileTheConnectionIsStopped() throws JMSException {
        send(1);
        Session session = connection().createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
        assertThat(consumer.receive(50)).isNull();
    }

    @Test
    @Proves("6.1.4-c")
    void aStoppedConnectionSendsCommitsAndAcknowledges() throws JMSException {
        send(1);
        Connection connection = started();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
        Message message = consumer.receive(SOON);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        connection.stop();
        connection.stop();
        message.acknowledge();
        transacted.createProducer(transacted.createQueue(QUEUE)).send(transacted.createTextMessage("committed"));
        transacted.commit();
        connection.start();
        connection.start();
        assertThat(receive(consumer)).isEqualTo("committed");
    }

    @Test
    @Proves({"6.2.13-a", "6.2.14-a"})
    void aSessionRunsItsListenersOneAtATimeAndSessionsRunTheirsTogether() throws JMSException {
        Connection connection = connection("prefetch=1");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        List<String> overlaps = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            Session session = connection.createSession();
            AtomicInteger insideSession = new AtomicInteger();
            for (int j = 0; j < 3; j++) {
                session.createConsumer(session.createQueue(QUEUE)).setMessageListener(message -> {
                    if (insideSession.incrementAndGet() > 1) {
                        overlaps.add("two listeners of a session at a time");
                    }
                    inside.incrementAndGet();
                    both.countDown();
                    Threads.await(both);
                    insideSession.decrementAndGet();
                    together.incrementAndGet();
                });
            }
        }
        connection.start();
        send(60);
        Awaitility.await().atMost(Duration.ofMillis(SOON)).until(() -> together.get() == 60);
        assertThat(overlaps).isEmpty();
    }
}
