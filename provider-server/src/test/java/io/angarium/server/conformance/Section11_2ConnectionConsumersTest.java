package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 11.2: connection consumers and the sessions that they load. */
class Section11_2ConnectionConsumersTest extends WithBroker {
    private static final long MOMENT = 100;

    private Connection connection;
    private Session session;
    private Queue queue;
    private MessageProducer producer;
    private final List<String> seen = new ArrayList<>();
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws JMSException {
        connection = started();
        session = connection.createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
    }

    /** A pool of one session, which the test runs by hand. */
    private final class Pool implements ServerSessionPool, ServerSession {
        private final Session loadedSession;
        private final Semaphore idle = new Semaphore(0);
        private final Semaphore loaded = new Semaphore(0);

        Pool(int mode) throws JMSException {
            loadedSession = connection.createSession(mode);
            loadedSession.setMessageListener(message -> {
                try {
                    seen.add(text(message));
                } catch (JMSException e) {
                    seen.add(e.toString());
                }
            });
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                idle.acquire();
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
            calls.add("getServerSession");
            return this;
        }

        @Override
        public Session getSession() {
            calls.add("getSession");
            return loadedSession;
        }

        @Override
        public void start() {
            calls.add("start");
            loaded.release();
        }

        /** Gives the session to the consumer, waits for its load and runs it. */
        void once() throws InterruptedException {
            idle.release();
            assertThat(loaded.tryAcquire(SOON, TimeUnit.MILLISECONDS)).isTrue();
            loadedSession.run();
        }
    }

    private void send(int from, int to) throws JMSException {
        for (int i = from; i <= to; i++) {
            Message message = session.createTextMessage("" + i);
            message.setIntProperty("number", i);
            producer.send(message);
        }
    }

    @Test
    @Proves({"11.2-a", "11.2.1-a", "11.2.4-a", "11.2.7-a"})
    void eachLoadIsRunInOrderAndHasNoMoreThanTheGivenNumber() throws Exception {
        send(1, 10);
        Pool pool = new Pool(Session.AUTO_ACKNOWLEDGE);
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, "number > 1", pool, 3);
        int before = 0;
        while (seen.size() < 9) {
            pool.once();
            assertThat(seen.size() - before).isBetween(1, 3);
            before = seen.size();
        }
        assertThat(seen).containsExactly("2", "3", "4", "5", "6", "7", "8", "9", "10");
        consumer.close();
        assertThat(receive(session.createConsumer(queue))).isEqualTo("1");
    }

    @Test
    @Proves({"11.2.5-a", "11.2.4-b"})
    void aSessionIsTakenLoadedAndStartedAndWithoutOneNothingIsDelivered() throws Exception {
        Pool pool = new Pool(Session.AUTO_ACKNOWLEDGE);
        connection.createConnectionConsumer(queue, null, pool, 1);
        send(1, 2);
        assertThat(calls.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
        pool.once();
        assertThat(seen).containsExactly("1");
        assertThat(calls).startsWith("getServerSession", "getSession").endsWith("start");
        calls.clear();
        assertThat(calls.poll(MOMENT, TimeUnit.MILLISECONDS))
                .as("the pool is empty")
                .isNull();
        pool.once();
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    @Proves("11.2.7-a")
    void whatASessionWasGivenFollowsItsMode() throws Exception {
        send(1, 1);
        Pool pool = new Pool(Session.SESSION_TRANSACTED);
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
        pool.once();
        pool.loadedSession.rollback();
        pool.once();
        pool.loadedSession.commit();
        consumer.close();
        assertThat(seen).containsExactly("1", "1");
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Proves({"11.2.1-b", "Session-f"})
    void aSessionWithAListenerOfItsOwnSendsAndReceivesByNothingElse() throws JMSException {
        Session own = connection.createSession();
        assertThat(own.getMessageListener()).isNull();
        MessageListener listener = message -> {};
        own.setMessageListener(listener);
        assertThat(own.getMessageListener()).isSameAs(listener);
        own.createProducer(queue).send(own.createTextMessage("sent"));
        assertThatThrownBy(() -> own.createConsumer(queue).receiveNoWait()).isInstanceOf(JMSException.class);
        assertThat(receive(session.createConsumer(queue))).isEqualTo("sent");
    }

    @Test
    @Proves("11.2.4-c")
    void thereAreConsumersForEveryKindOfDestination() throws Exception {
        connection.close();
        connection = connection("clientId=client");
        connection.start();
        session = connection.createSession();
        Topic topic = session.createTopic("news");
        List<Pool> pools = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pools.add(new Pool(Session.AUTO_ACKNOWLEDGE));
        }
        ConnectionConsumer[] consumers = {
            connection.createConnectionConsumer(topic, null, pools.get(0), 1),
            connection.createDurableConnectionConsumer(topic, "durable", null, pools.get(1), 1),
            connection.createSharedConnectionConsumer(topic, "shared", null, pools.get(2), 1),
            connection.createSharedDurableConnectionConsumer(topic, "both", null, pools.get(3), 1),
            connection.createConnectionConsumer(session.createQueue("orders"), null, pools.get(4), 1)
        };
        session.createProducer(topic).send(session.createTextMessage("news"));
        session.createProducer(session.createQueue("orders")).send(session.createTextMessage("order"));
        for (Pool pool : pools) {
            pool.once();
        }
        assertThat(seen).containsExactlyInAnyOrder("news", "news", "news", "news", "order");
        for (ConnectionConsumer consumer : consumers) {
            consumer.close();
        }
    }

    @Test
    @Proves("11.2.4-d")
    void wrongDestinationsAndSelectorsAreNamed() throws JMSException {
        Pool pool = new Pool(Session.AUTO_ACKNOWLEDGE);
        Topic topic = session.createTopic("news");
        assertThatThrownBy(() -> connection.createConnectionConsumer((Queue) null, null, pool, 1))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> connection.createSharedConnectionConsumer(null, "sub", null, pool, 1))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, "a =", pool, 1))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> connection.createSharedConnectionConsumer(topic, "sub", "a =", pool, 1))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    @Proves("11.2.4-e")
    void aClosedConnectionConsumerGetsNothingMore() throws Exception {
        Pool pool = new Pool(Session.AUTO_ACKNOWLEDGE);
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
        assertThat(consumer.getServerSessionPool()).isSameAs(pool);
        send(1, 1);
        pool.once();
        consumer.close();
        consumer.close();
        send(2, 2);
        assertThat(receive(session.createConsumer(queue))).isEqualTo("2");
        assertThat(seen).containsExactly("1");
        assertThatThrownBy(consumer::getServerSessionPool).isInstanceOf(JMSException.class);
    }
}
