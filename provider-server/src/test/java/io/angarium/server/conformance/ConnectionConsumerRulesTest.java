package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connection consumers, server sessions and {@link Session#run}: section 11.2. */
class ConnectionConsumerRulesTest extends WithBroker {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** The four ways to make one, and what it consumes. */
    enum Variant {
        QUEUE,
        TOPIC,
        SHARED,
        DURABLE,
        SHARED_DURABLE;

        jakarta.jms.Destination destination(Session session) throws JMSException {
            return this == QUEUE ? session.createQueue("work") : session.createTopic("work");
        }

        ConnectionConsumer open(Connection connection, Session session, ServerSessions pool, int most)
                throws JMSException {
            String selector = "wanted = TRUE";
            return switch (this) {
                case QUEUE, TOPIC -> connection.createConnectionConsumer(destination(session), selector, pool, most);
                case SHARED ->
                    connection.createSharedConnectionConsumer(
                            (Topic) destination(session), "name", selector, pool, most);
                case DURABLE ->
                    connection.createDurableConnectionConsumer(
                            (Topic) destination(session), "name", selector, pool, most);
                case SHARED_DURABLE ->
                    connection.createSharedDurableConnectionConsumer(
                            (Topic) destination(session), "name", selector, pool, most);
            };
        }
    }

    private Connection client() throws JMSException {
        return connection("clientId=client");
    }

    private static void send(Session session, jakarta.jms.Destination destination, String text) throws JMSException {
        Message message = session.createTextMessage(text);
        message.setBooleanProperty("wanted", !text.equals("unwanted"));
        session.createProducer(destination).send(message);
    }

    private void awaitSeen(int count) {
        Awaitility.await().atMost(Duration.ofMillis(SOON)).until(() -> seen.size() >= count);
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Proves("11.2-a")
    void eachMessageThatIsWantedComesOnceWhateverTheNumberOfServerSessions(Variant variant) throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        ServerSessions pool =
                new ServerSessions(connection, 4, Session.AUTO_ACKNOWLEDGE, (message, own) -> seen.add(text(message)));
        ConnectionConsumer consumer = variant.open(connection, session, pool, 3);
        assertThat(consumer.getServerSessionPool()).isSameAs(pool);
        connection.start();
        for (int i = 0; i < 100; i++) {
            send(session, variant.destination(session), "" + i);
            send(session, variant.destination(session), "unwanted");
        }
        awaitSeen(100);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(numbered(0, 100));
        consumer.close();
        consumer.close();
        assertThatThrownBy(consumer::getServerSessionPool).isInstanceOf(jakarta.jms.IllegalStateException.class);
        send(session, variant.destination(session), "after its end");
        Awaitility.await().until(() -> pool.idle.size() == 4);
        assertThat(seen).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Proves("11.2.1-a")
    void oneServerSessionRunsItsMessagesInTheirOrder(Variant variant) throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        ServerSessions pool = new ServerSessions(connection, 1, Session.CLIENT_ACKNOWLEDGE, (message, own) -> {
            seen.add(text(message));
            message.acknowledge();
        });
        variant.open(connection, session, pool, 5);
        connection.start();
        for (int i = 0; i < 50; i++) {
            send(session, variant.destination(session), "" + i);
        }
        awaitSeen(50);
        assertThat(seen).isEqualTo(numbered(0, 50));
    }

    @Test
    @Proves("11.2.5-a")
    void thePoolIsAskedWhenMessagesHaveArrivedAndNotBefore() throws JMSException {
        Connection connection = client();
        connection.start();
        Session session = connection.createSession();
        Queue one = session.createQueue("one");
        Queue two = session.createQueue("two");
        ServerSessions pool =
                new ServerSessions(connection, 1, Session.AUTO_ACKNOWLEDGE, (message, own) -> seen.add(text(message)));
        connection.createConnectionConsumer(one, null, pool, 1);
        connection.createConnectionConsumer(two, null, pool, 1);
        for (int i = 0; i < 10; i++) {
            send(session, i % 2 == 0 ? one : two, "" + i);
            awaitSeen(i + 1);
        }
        assertThat(seen).isEqualTo(numbered(0, 10));
        assertThat(pool.taken.get()).isLessThanOrEqualTo(10);
    }

    @Test
    @Proves("11.2.4-a")
    void noMoreMessagesAreLoadedThanWereAllowed() throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        for (int i = 0; i < 20; i++) {
            send(session, queue, "" + i);
        }
        List<Integer> loads = new CopyOnWriteArrayList<>();
        AtomicInteger run = new AtomicInteger();
        ServerSessions pool = new ServerSessions(connection, 0, Session.AUTO_ACKNOWLEDGE, (message, own) -> {});
        pool.add(connection.createSession(), (message, own) -> {
            run.incrementAndGet();
            seen.add(text(message));
        });
        connection.createConnectionConsumer(
                queue,
                null,
                () -> {
                    var server = pool.getServerSession();
                    loads.add(run.getAndSet(0));
                    return server;
                },
                4);
        connection.start();
        awaitSeen(20);
        assertThat(loads).allMatch(load -> load <= 4);
        assertThat(seen).isEqualTo(numbered(0, 20));
    }

    @ParameterizedTest
    @EnumSource(
            value = Variant.class,
            names = {"DURABLE", "SHARED_DURABLE"})
    void aSubscriptionIsInUseWhileAConnectionConsumerIsOpenThoughItIsStoppedOrIdle(Variant variant)
            throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Topic topic = session.createTopic("work");
        ServerSessions pool =
                new ServerSessions(connection, 1, Session.AUTO_ACKNOWLEDGE, (message, own) -> seen.add(text(message)));
        ConnectionConsumer consumer = variant.open(connection, session, pool, 1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> session.unsubscribe("name")).isInstanceOf(JMSException.class);
            if (variant == Variant.DURABLE) {
                assertThatThrownBy(() -> session.createDurableConsumer(topic, "name"))
                        .isInstanceOf(JMSException.class);
            } else {
                assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "name", "other = 1"))
                        .isInstanceOf(JMSException.class);
            }
            connection.start();
            send(session, topic, "message");
            awaitSeen(i + 1);
        }
        consumer.close();
        Awaitility.await().until(() -> pool.idle.size() == 1);
        session.unsubscribe("name");
    }

    @Test
    @Proves("11.2.7-a")
    void aServerSessionsTransactionIsItsOwn() throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        Queue answers = session.createQueue("answers");
        ServerSessions pool = new ServerSessions(connection, 2, Session.SESSION_TRANSACTED, (message, own) -> {
            own.createProducer(answers).send(own.createTextMessage(text(message)));
            if (text(message).equals("3") && !message.getJMSRedelivered()) {
                own.rollback();
            } else {
                own.commit();
            }
            seen.add(text(message) + (message.getJMSRedelivered() ? " again" : ""));
        });
        connection.createConnectionConsumer(queue, null, pool, 1);
        connection.start();
        for (int i = 0; i < 10; i++) {
            send(session, queue, "" + i);
        }
        awaitSeen(11);
        List<String> expected = new ArrayList<>(numbered(0, 10));
        expected.add("3 again");
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        var consumer = session.createConsumer(answers);
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            received.add(receive(consumer));
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(numbered(0, 10));
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    @Proves("8.7-b")
    void aListenerThatFailsGetsItsMessageAgainByWhicheverServerSession(int mode) throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        ServerSessions pool = new ServerSessions(connection, 2, mode, (message, own) -> {
            seen.add(text(message) + " " + message.getIntProperty("JMSXDeliveryCount"));
            if (!message.getJMSRedelivered()) {
                throw new JMSException("fails on purpose");
            }
        });
        connection.createConnectionConsumer(queue, null, pool, 5);
        for (int i = 0; i < 3; i++) {
            send(session, queue, "" + i);
        }
        connection.start();
        awaitSeen(6);
        assertThat(seen).containsExactlyInAnyOrder("0 1", "0 2", "1 1", "1 2", "2 1", "2 2");
    }

    @Test
    void aStoppedConnectionRunsNothingAndWhatWasLoadedComesLaterUncounted() throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        ServerSessions pool = new ServerSessions(connection, 1, Session.AUTO_ACKNOWLEDGE, (message, own) -> {
            seen.add(text(message) + " " + message.getIntProperty("JMSXDeliveryCount"));
            entered.countDown();
            Threads.await(leave);
        });
        for (int i = 0; i < 5; i++) {
            send(session, queue, "" + i);
        }
        connection.createConnectionConsumer(queue, null, pool, 5);
        connection.start();
        Threads.await(entered);
        var stop = Threads.run(connection::stop).stillRuns("stop did not wait for the listener");
        leave.countDown();
        stop.result();
        Awaitility.await().until(() -> pool.idle.size() == 1);
        assertThat(seen).containsExactly("0 1");
        send(session, queue, "5");
        connection.start();
        awaitSeen(6);
        assertThat(seen).containsExactly("0 1", "1 1", "2 1", "3 1", "4 1", "5 1");
    }

    @Test
    void closeWhileThePoolIsEmptyGivesEverythingToOthers() throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        ServerSessions empty = new ServerSessions(connection, 0, Session.AUTO_ACKNOWLEDGE, (message, own) -> {});
        for (int i = 0; i < 5; i++) {
            send(session, queue, "" + i);
        }
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, empty, 5);
        connection.start();
        Awaitility.await().until(() -> empty.taken.get() == 1);
        consumer.close();
        var other = session.createConsumer(queue);
        for (int i = 0; i < 5; i++) {
            Message message = other.receive(SOON);
            assertThat(text(message)).isEqualTo("" + i);
            assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        }
        empty.add(connection.createSession(), (message, own) -> seen.add(text(message)));
        Awaitility.await().until(() -> empty.idle.size() == 1);
        assertThat(seen).isEmpty();
    }

    @Test
    void aPoolThatFailsIsReportedAndAskedAgain() throws JMSException {
        Connection connection = client();
        List<JMSException> problems = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(problems::add);
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        ServerSessions pool =
                new ServerSessions(connection, 1, Session.AUTO_ACKNOWLEDGE, (message, own) -> seen.add(text(message)));
        pool.failures = 2;
        connection.createConnectionConsumer(queue, null, pool, 1);
        connection.start();
        send(session, queue, "patience");
        awaitSeen(1);
        assertThat(problems).hasSize(2);
    }

    @Test
    void aServerSessionOfAnotherConnectionIsRefused() throws JMSException {
        Connection connection = client();
        List<JMSException> problems = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(problems::add);
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        ServerSessions foreign =
                new ServerSessions(started(), 1, Session.AUTO_ACKNOWLEDGE, (message, own) -> seen.add(text(message)));
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, foreign, 1);
        connection.start();
        send(session, queue, "stays");
        Awaitility.await().until(() -> !problems.isEmpty());
        consumer.close();
        assertThat(seen).isEmpty();
        assertThat(receive(session.createConsumer(queue))).isEqualTo("stays");
    }

    @Test
    void theConnectionClosesThoughAServerSessionIsAtWork() throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        ServerSessions pool = new ServerSessions(connection, 1, Session.AUTO_ACKNOWLEDGE, (message, own) -> {
            entered.countDown();
            Threads.await(leave);
            seen.add(text(message));
        });
        send(session, queue, "one");
        send(session, queue, "two");
        connection.createConnectionConsumer(queue, null, pool, 2);
        connection.start();
        Threads.await(entered);
        var close = Threads.run(connection::close).stillRuns("close did not wait for the server session");
        leave.countDown();
        close.result();
        assertThat(seen).containsExactly("one");
        Session next = started().createSession();
        Message left = next.createConsumer(queue).receive(SOON);
        assertThat(text(left)).isEqualTo("two");
        assertThat(left.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    void whatMakesNoSenseIsRefused() throws JMSException {
        Connection connection = client();
        Session session = connection.createSession();
        Queue queue = session.createQueue("work");
        Topic topic = session.createTopic("work");
        ServerSessions pool = new ServerSessions(connection, 0, Session.AUTO_ACKNOWLEDGE, (message, own) -> {});
        assertThatThrownBy(() -> connection.createConnectionConsumer((Queue) null, null, pool, 1))
                .isInstanceOf(jakarta.jms.InvalidDestinationException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, "not a selector", pool, 1))
                .isInstanceOf(jakarta.jms.InvalidSelectorException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, null, 1))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, pool, 0))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createDurableConnectionConsumer(topic, null, null, pool, 1))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection().createDurableConnectionConsumer(topic, "name", null, pool, 1))
                .isInstanceOf(jakarta.jms.IllegalStateException.class);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createMessage());
    }
}
