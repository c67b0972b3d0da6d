package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.testing.Proves;
import io.angarium.server.testing.TestXid;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Connection consumers with server sessions: section 8.8. */
class ConnectionConsumerTest extends BrokerBased {
    private final ExecutorService threads = Executors.newFixedThreadPool(3, task -> {
        Thread thread = new Thread(task, "server-session");
        thread.setDaemon(true);
        return thread;
    });

    /** A pool of two server sessions on a thread pool. */
    private final class Pool implements ServerSessionPool {
        final BlockingQueue<ServerSession> idle = new LinkedBlockingQueue<>();
        final Set<String> seen = ConcurrentHashMap.newKeySet();

        Pool(Connection connection, int mode) throws JMSException {
            for (int i = 0; i < 2; i++) {
                Session session = connection.createSession(mode);
                session.setMessageListener(message -> {
                    try {
                        seen.add(text(message));
                        if (mode == Session.SESSION_TRANSACTED) {
                            session.commit();
                        }
                    } catch (JMSException e) {
                        throw new AssertionError(e);
                    }
                });
                idle.add(new Pooled(session));
            }
        }

        private final class Pooled implements ServerSession {
            private final Session session;

            Pooled(Session session) {
                this.session = session;
            }

            @Override
            public Session getSession() {
                return session;
            }

            @Override
            public void start() {
                threads.execute(() -> {
                    session.run();
                    idle.add(this);
                });
            }
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return idle.take();
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
        }
    }

    @Test
    @Proves({"11.2-a", "11.2.7-a"})
    void messagesOfAQueueAreSpreadOverServerSessionsAndAcknowledged() throws JMSException {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            Connection connection = connection();
            Session session = connection.createSession();
            Queue queue = session.createQueue("orders");
            MessageProducer producer = session.createProducer(queue);
            Pool pool = new Pool(connection, mode);
            ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 10);
            for (int i = 0; i < 100; i++) {
                producer.send(session.createTextMessage("message " + i));
            }
            connection.start();
            Awaitility.await().until(() -> pool.seen.size() == 100);
            consumer.close();
            Awaitility.await().until(() -> pool.idle.size() == 2);
            assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
            connection.close();
        }
    }

    @Test
    @Proves("11.2.4-c")
    void subscriptionsOfEveryKindFeedServerSessions() throws JMSException {
        Connection connection = connection();
        connection.setClientID("client");
        Session session = connection.createSession();
        Topic topic = session.createTopic("news");
        MessageProducer producer = session.createProducer(topic);
        Pool plain = new Pool(connection, Session.AUTO_ACKNOWLEDGE);
        Pool durable = new Pool(connection, Session.AUTO_ACKNOWLEDGE);
        Pool shared = new Pool(connection, Session.AUTO_ACKNOWLEDGE);
        connection.createConnectionConsumer(topic, null, plain, 1);
        connection.createDurableConnectionConsumer(topic, "durable", null, durable, 1);
        connection.createSharedConnectionConsumer(topic, "shared", null, shared, 1);
        connection.start();
        for (int i = 0; i < 20; i++) {
            producer.send(session.createTextMessage("message " + i));
        }
        Awaitility.await().atMost(SOON, TimeUnit.MILLISECONDS).until(() -> plain.seen.size() == 20);
        Awaitility.await().atMost(SOON, TimeUnit.MILLISECONDS).until(() -> durable.seen.size() == 20);
        Awaitility.await().atMost(SOON, TimeUnit.MILLISECONDS).until(() -> shared.seen.size() == 20);
    }

    /** One server session, whose runs the test does itself. */
    private record ByHand(Session session, Semaphore idle, Semaphore loaded)
            implements ServerSessionPool, ServerSession {

        static ByHand with(Session session) {
            return new ByHand(session, new Semaphore(1), new Semaphore(0));
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                idle.acquire();
                return this;
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
        }

        @Override
        public Session getSession() {
            return session;
        }

        @Override
        public void start() {
            loaded.release();
        }

        void run() throws InterruptedException {
            assertThat(loaded.tryAcquire(SOON, TimeUnit.MILLISECONDS)).isTrue();
            session.run();
        }
    }

    private static void send(Session session, Queue queue, int count) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < count; i++) {
            producer.send(session.createTextMessage("message " + i));
        }
    }

    @Test
    void aStopInTheMiddleOfATransactedLoadLosesNoAcknowledgementOfWhatWasRun() throws Exception {
        Connection connection = connection();
        Session sending = connection.createSession();
        Queue queue = sending.createQueue("orders");
        send(sending, queue, 5);
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        ByHand pool = ByHand.with(session);
        List<String> seen = new ArrayList<>();
        Thread stopper = new Thread(() -> stop(connection), "stopper");
        session.setMessageListener(message -> {
            try {
                seen.add(text(message) + (message.getJMSRedelivered() ? " again" : ""));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
            if (seen.size() == 1) {
                stopper.start();
                Awaitility.await().until(() -> stopper.getState() == Thread.State.WAITING);
            }
        });
        connection.createConnectionConsumer(queue, null, pool, 10);
        connection.start();
        pool.run();
        assertThat(seen).containsExactly("message 0");
        session.commit();
        stopper.join();
        connection.start();
        while (seen.size() < 5) {
            pool.idle().release();
            pool.run();
            session.commit();
        }
        assertThat(seen).containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
        connection.close();
        assertThat(receiveRest(queue.getQueueName())).isNull();
    }

    @Test
    void aRunThatOutlivesItsBranchGivesBackTheRestUncounted() throws Exception {
        Session sending = started().createSession();
        Queue queue = sending.createQueue("orders");
        send(sending, queue, 2);
        XAConnection connection =
                closedLater(new AngariumXAConnectionFactory(transport.uri(broker)).createXAConnection());
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        TestXid branch = new TestXid("global", "x");
        List<String> seen = new ArrayList<>();
        session.setMessageListener(message -> {
            try {
                seen.add(text(message));
                if (seen.size() == 1) {
                    resource.end(branch, XAResource.TMFAIL);
                }
            } catch (JMSException | XAException e) {
                throw new AssertionError(e);
            }
        });
        ByHand pool = ByHand.with(session);
        ConnectionConsumer loading = connection.createConnectionConsumer(queue, null, pool, 2);
        connection.start();
        resource.start(branch, XAResource.TMNOFLAGS);
        pool.run();
        assertThat(seen).containsExactly("message 0");
        loading.close();
        resource.rollback(branch);
        MessageConsumer rest = sending.createConsumer(queue);
        Message first = rest.receive(SOON);
        assertThat(text(first)).isEqualTo("message 0");
        assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        Message second = rest.receive(SOON);
        assertThat(text(second)).isEqualTo("message 1");
        assertThat(second.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    void withoutAListenerWhatWasLoadedGoesBackToItsQueue() throws Exception {
        Connection connection = connection();
        Session sending = connection.createSession();
        Queue queue = sending.createQueue("orders");
        send(sending, queue, 2);
        ByHand pool = ByHand.with(connection.createSession());
        ConnectionConsumer loading = connection.createConnectionConsumer(queue, null, pool, 1);
        connection.start();
        pool.run();
        loading.close(); // else it is ready with the same message again
        assertThat(receive(sending.createConsumer(queue))).isEqualTo("message 0");
    }

    private String receiveRest(String queue) throws JMSException {
        Session session = started().createSession();
        return text(session.createConsumer(session.createQueue(queue)).receiveNoWait());
    }

    private static void stop(Connection connection) {
        try {
            connection.stop();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
