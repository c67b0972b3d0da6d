package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
}
