package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Section 6.1: connections, their client identifiers, starting, stopping and closing them. */
class Section6_1ConnectionsTest extends WithBroker {
    private static final long MOMENT = 100;

    private static void illegalState(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void send(Connection connection, Queue queue, String... texts) throws JMSException {
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(queue);
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    @Test
    @Proves({"6.1-a", "5.3-a", "6.2-a"})
    void factoriesMakeConnectionsAndContextsInEachOfTheirForms() throws JMSException {
        AngariumConnectionFactory factory = factory();
        for (Connection connection : List.of(
                closedLater(factory.createConnection()),
                closedLater(factory.createConnection(null, null)),
                closedLater(factory.createQueueConnection()),
                closedLater(factory.createTopicConnection()))) {
            assertThat(connection.createSession().getAcknowledgeMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);
            for (int mode = Session.SESSION_TRANSACTED; mode <= Session.DUPS_OK_ACKNOWLEDGE; mode++) {
                assertThat(connection.createSession(mode).getAcknowledgeMode()).isEqualTo(mode);
                boolean transacted = mode == Session.SESSION_TRANSACTED;
                assertThat(connection.createSession(transacted, mode).getTransacted())
                        .isEqualTo(transacted);
            }
        }
        for (int mode = JMSContext.SESSION_TRANSACTED; mode <= JMSContext.DUPS_OK_ACKNOWLEDGE; mode++) {
            try (JMSContext one = factory.createContext(mode);
                    JMSContext two = factory.createContext(null, null, mode)) {
                assertThat(one.getSessionMode()).isEqualTo(mode);
                assertThat(two.getSessionMode()).isEqualTo(mode);
            }
        }
        try (JMSContext plain = factory.createContext()) {
            assertThat(plain.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
        }
    }

    @Test
    @Proves({"6.1.2-a", "Connection-a"})
    void aConfiguredClientIdentifierIsNotChanged() throws JMSException {
        Connection connection = connection("clientId=configured");
        assertThat(connection.getClientID()).isEqualTo("configured");
        illegalState(() -> connection.setClientID("other"), () -> connection.setClientID("configured"));
        try (JMSContext context = factory("clientId=another").createContext()) {
            assertThat(context.getClientID()).isEqualTo("another");
            assertThatThrownBy(() -> context.setClientID("other")).isInstanceOf(IllegalStateRuntimeException.class);
        }
        assertThat(connection().getClientID()).isNull();
    }

    @Test
    @Proves("6.1.2-b")
    void aClientIdentifierIsNotSetAfterAnythingElse() throws JMSException {
        Connection withSession = connection();
        withSession.createSession();
        Connection runs = connection();
        runs.start();
        Connection hasOne = connection();
        hasOne.setClientID("one");
        illegalState(
                () -> withSession.setClientID("late"),
                () -> runs.setClientID("late"),
                () -> hasOne.setClientID("late"));
        try (JMSContext context = factory().createContext()) {
            context.createProducer();
            context.createConsumer(context.createQueue("orders"));
            assertThatThrownBy(() -> context.setClientID("late")).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Proves({"6.1.2-c", "6.1.2-d", "6.1.2-e", "10.3-b"})
    void aClientIdentifierIsInUseOnceAndItsOwnerLosesNothing() throws JMSException {
        Connection owner = started("clientId=client");
        Session session = owner.createSession();
        Topic topic = session.createTopic("news");
        MessageConsumer consumer = session.createDurableConsumer(topic, "sub");
        Connection second = connection();
        assertThatThrownBy(() -> second.setClientID("client")).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> factory("clientId=client").createConnection())
                .isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> factory("clientId=client").createContext())
                .isInstanceOf(InvalidClientIDRuntimeException.class);
        try (JMSContext context = factory().createContext()) {
            assertThatThrownBy(() -> context.setClientID("client")).isInstanceOf(InvalidClientIDRuntimeException.class);
        }
        session.createProducer(topic).send(session.createTextMessage("one"));
        assertThat(receive(consumer)).isEqualTo("one");
        assertThat(consumer.receiveNoWait()).isNull();
        owner.close();
        second.setClientID("client");
        assertThat(second.getClientID()).isEqualTo("client");
    }

    @Test
    @Proves({"6.1.4-a", "6.1.4-c"})
    void aNewConnectionSendsAndReceivesNothing() throws JMSException {
        Connection connection = connection();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        connection.createSession().createConsumer(queue).setMessageListener(message -> heard.add("heard"));
        MessageConsumer consumer = session.createConsumer(queue);
        send(connection, queue, "one", "two");
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(consumer.receive(MOMENT)).isNull();
        assertThat(heard).isEmpty();
        QueueBrowser browser = session.createBrowser(queue);
        assertThat(browser.getEnumeration().hasMoreElements()).as("it was sent").isTrue();
        connection.close();
        MessageConsumer other = started().createSession().createConsumer(queue);
        assertThat(receive(other)).isEqualTo("one");
        assertThat(receive(other)).isEqualTo("two");
    }

    @Test
    @Proves({"6.1.4-b", "JMSContext-d", "JMSContext-e"})
    void aContextStartsWithItsFirstConsumerUnlessItIsToldNot() throws JMSException {
        try (JMSContext context = factory().createContext();
                JMSContext quiet = factory().createContext()) {
            assertThat(context.getAutoStart()).isTrue();
            quiet.setAutoStart(false);
            assertThat(quiet.getAutoStart()).isFalse();
            Queue queue = context.createQueue("orders");
            JMSConsumer waiting = quiet.createConsumer(queue);
            try (JMSContext child = quiet.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                child.createProducer().send(queue, "one");
            }
            assertThat(waiting.receive(MOMENT)).isNull();
            quiet.start();
            assertThat(waiting.receiveBody(String.class, SOON)).isEqualTo("one");
            waiting.close();
            context.createProducer().send(queue, "two");
            assertThat(context.createConsumer(queue).receiveBody(String.class, SOON))
                    .isEqualTo("two");
        }
    }

    @Test
    @Proves({"6.1.5-a", "6.1.5-b", "6.1.5-c", "6.1.4-c"})
    void aStoppedConnectionDeliversNothingAndGoesOnWhereItWas() throws Exception {
        Connection connection = started();
        connection.start();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        Queue listened = session.createQueue("listened");
        MessageConsumer consumer = session.createConsumer(queue);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        connection.createSession().createConsumer(listened).setMessageListener(message -> {
            try {
                heard.add(text(message));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        send(connection, queue, "one", "two", "three");
        send(connection, listened, "first");
        assertThat(receive(consumer)).isEqualTo("one");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("first");
        for (int i = 0; i < 3; i++) {
            connection.stop();
            connection.stop();
            send(connection, listened, "next " + i);
            assertThat(consumer.receiveNoWait()).isNull();
            assertThat(consumer.receive(MOMENT)).isNull();
            assertThat(heard.poll()).isNull();
            Threads.Call<String> waiting = Threads.call(() -> receive(consumer)).stillRuns("stopped");
            connection.start();
            connection.start();
            assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("next " + i);
            if (i < 2) {
                assertThat(waiting.result()).isEqualTo(i == 0 ? "two" : "three");
            } else {
                send(connection, queue, "four");
                assertThat(waiting.result()).isEqualTo("four");
            }
        }
    }

    @Test
    @Proves("6.1.5-d")
    void timersOfReceivesRunOnWhileStopped() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageConsumer consumer = session.createConsumer(queue);
        send(connection, queue, "one");
        connection.stop();
        assertThat(Threads.call(() -> consumer.receive(MOMENT)).result()).isNull();
        connection.start();
        assertThat(receive(consumer)).isEqualTo("one");
    }

    @Test
    @Proves("6.1.5-e")
    void stopWaitsForAListenerThatHasTheWholeConnection() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        Queue answers = session.createQueue("answers");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        BlockingQueue<String> goOn = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                heard.add("inside");
                goOn.poll(SOON, TimeUnit.MILLISECONDS);
                send(connection, answers, "sent while stopping");
                heard.add(text(message));
            } catch (JMSException | InterruptedException e) {
                heard.add(e.toString());
            }
        });
        send(connection, queue, "one", "two");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("inside");
        Threads.Call<String> stop = Threads.<String>call(() -> {
                    connection.stop();
                    return heard.peek();
                })
                .stillRuns("a listener runs");
        goOn.add("go on");
        assertThat(stop.result()).as("the listener had ended").isEqualTo("one");
        heard.clear();
        assertThat(heard.poll(MOMENT, TimeUnit.MILLISECONDS))
                .as("no further one")
                .isNull();
        assertThat(receive(started().createSession().createConsumer(answers))).isEqualTo("sent while stopping");
    }

    @Test
    @Proves({"6.1.5-f", "6.1.8-f", "6.2.15-b"})
    void aListenerMayNotStopOrCloseWhatRunsIt() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            for (AutoCloseable call : new AutoCloseable[] {connection::stop, connection::close, session::close}) {
                outcomes.add(outcome(call));
            }
        });
        send(connection, queue, "one");
        for (int i = 0; i < 3; i++) {
            assertThat(outcomes.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(IllegalStateException.class);
        }
        try (JMSContext context = factory().createContext()) {
            Queue other = context.createQueue("other");
            context.createConsumer(other).setMessageListener(message -> {
                outcomes.add(outcome(context::stop));
                outcomes.add(outcome(context::close));
            });
            send(connection, other, "one");
            for (int i = 0; i < 2; i++) {
                assertThat(outcomes.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(IllegalStateRuntimeException.class);
            }
        }
    }

    private static Object outcome(AutoCloseable call) {
        try {
            call.close();
            return "allowed";
        } catch (Exception e) {
            return e.getClass();
        }
    }

    @Test
    @Proves("6.1.6-a")
    void metaDataSaysWhatIsTrue() throws JMSException {
        ConnectionMetaData data = connection().getMetaData();
        assertThat(data.getJMSVersion()).isEqualTo("3.1");
        assertThat(data.getJMSMajorVersion()).isEqualTo(3);
        assertThat(data.getJMSMinorVersion()).isEqualTo(1);
        assertThat(data.getJMSProviderName()).isEqualTo("Angarium");
        assertThat(data.getProviderVersion()).isNotBlank();
        assertThat(data.getProviderMajorVersion()).isNotNegative();
        assertThat(data.getProviderMinorVersion()).isNotNegative();
        try (JMSContext context = factory().createContext()) {
            assertThat(context.getMetaData().getJMSVersion()).isEqualTo("3.1");
        }
    }

    @Test
    @Proves("6.1.7-a")
    void aLostConnectionIsToldToItsListener() throws Exception {
        Connection connection = started("reconnect=false");
        assertThat(connection.getExceptionListener()).isNull();
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        ExceptionListener listener = problems::add;
        connection.setExceptionListener(listener);
        assertThat(connection.getExceptionListener()).isSameAs(listener);
        try (JMSContext context = factory("reconnect=false").createContext()) {
            context.setExceptionListener(listener);
            assertThat(context.getExceptionListener()).isSameAs(listener);
            broker.stop();
            assertThat(problems.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();
            assertThat(problems.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();
        }
        assertThat(problems).as("told once each").isEmpty();
    }

    @Test
    @Proves("6.1.7-c")
    void whatACallThrowsIsNotToldToTheListener() throws Exception {
        Connection connection = started();
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        connection.setExceptionListener(problems::add);
        Session session = connection.createSession();
        Queue gone = session.createTemporaryQueue();
        MessageProducer producer = session.createProducer(gone);
        ((jakarta.jms.TemporaryQueue) gone).delete();
        assertThatThrownBy(() -> producer.send(session.createMessage())).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createConsumer(gone)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("q"), "a ="))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);
        assertThat(problems.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @Proves({"6.1.8-d", "6.1.8-k", "6.1.8-l"})
    void aClosedConnectionAndAllThatIsItsCannotBeUsed() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        QueueBrowser browser = session.createBrowser(queue);
        Message message = session.createMessage();
        connection.close();
        illegalState(
                connection::start,
                connection::stop,
                connection::createSession,
                connection::getClientID,
                connection::getMetaData,
                connection::getExceptionListener,
                () -> connection.setExceptionListener(null),
                session::createMessage,
                () -> session.createTextMessage("x"),
                session::createTemporaryQueue,
                () -> session.createConsumer(queue),
                () -> session.createProducer(queue),
                session::getTransacted,
                session::recover,
                () -> producer.send(message),
                producer::getPriority,
                () -> producer.setPriority(1),
                consumer::receiveNoWait,
                () -> consumer.receive(1),
                consumer::getMessageSelector,
                browser::getEnumeration);
        for (AutoCloseable closed : List.of(browser, consumer, producer, session, connection, connection)) {
            assertThat(outcome(closed)).isEqualTo("allowed");
        }
    }

    @Test
    @Proves({"6.1.8-e", "2.8.2-b"})
    void theLastContextClosesTheConnection() throws JMSException {
        JMSContext first = factory("clientId=client").createContext();
        JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        Queue queue = first.createQueue("orders");
        JMSConsumer closed = first.createConsumer(queue);
        assertThat(second.getClientID()).as("the same connection").isEqualTo("client");
        first.close();
        assertThatThrownBy(() -> closed.receiveNoWait()).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> first.createProducer()).isInstanceOf(IllegalStateRuntimeException.class);
        second.createProducer().send(queue, "one");
        assertThat(second.createConsumer(queue).receiveBody(String.class, SOON)).isEqualTo("one");
        assertThatThrownBy(() -> factory("clientId=client").createConnection())
                .as("still connected")
                .isInstanceOf(InvalidClientIDException.class);
        second.close();
        second.close();
        assertThat(connection("clientId=client").getClientID()).isEqualTo("client");
    }

    @Test
    @Proves("6.1.8-g")
    void tryWithResourcesClosesThem() throws JMSException {
        Connection ended;
        try (Connection connection = factory("clientId=client").createConnection();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue("orders"))) {
            ended = connection;
            assertThat(consumer).isNotNull();
        }
        illegalState(ended::start);
        try (JMSContext context = factory("clientId=client").createContext()) {
            assertThat(context.getClientID()).isEqualTo("client");
        }
    }

    @Test
    @Proves({"6.1.8-h", "6.1.8-i", "6.2-b"})
    void closingRollsBackAndAcknowledgesNothing() throws JMSException {
        for (int mode : new int[] {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE}) {
            Connection connection = started();
            Session session = connection.createSession(mode);
            Queue queue = session.createQueue("orders " + mode);
            send(connection(), queue, "one", "two");
            MessageConsumer consumer = session.createConsumer(queue);
            assertThat(receive(consumer)).isEqualTo("one");
            session.createProducer(queue).send(session.createTextMessage("sent"));
            connection.close();
            MessageConsumer next = started().createSession().createConsumer(queue);
            Message again = next.receive(SOON);
            assertThat(text(again)).isEqualTo("one");
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(receive(next)).isEqualTo("two");
            assertThat(text(next.receiveNoWait())).isEqualTo(mode == Session.SESSION_TRANSACTED ? null : "sent");
        }
    }

    @Test
    @Proves({"6.1.8-j", "6.1.8-m"})
    void messagesOutliveTheirConnectionButForAcknowledge() throws JMSException {
        for (boolean wholeConnection : new boolean[] {true, false}) {
            Connection connection = started();
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            Queue queue = session.createQueue("orders");
            TextMessage made = session.createTextMessage("made");
            send(connection(), queue, "one");
            TextMessage got = (TextMessage) session.createConsumer(queue).receive(SOON);
            if (wholeConnection) {
                connection.close();
            } else {
                session.close();
            }
            illegalState(got::acknowledge);
            assertThat(got.getText()).isEqualTo("one");
            assertThat(got.getJMSDestination()).isEqualTo(queue);
            got.clearBody();
            got.setText("changed");
            made.setText("used on");
            made.setIntProperty("number", 1);
            Session other = started().createSession();
            Queue elsewhere = other.createQueue("elsewhere " + wholeConnection);
            MessageProducer producer = other.createProducer(elsewhere);
            producer.send(made);
            producer.send(got);
            MessageConsumer consumer = other.createConsumer(elsewhere);
            assertThat(receive(consumer)).isEqualTo("used on");
            assertThat(receive(consumer)).isEqualTo("changed");
        }
    }
}
