package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too long, too large or too many is refused by an exception that says so, and the connection goes on: section 10.3. */
class LimitsTest extends WithBroker {
    private static final int LONGEST_NAME = 1024;

    private Connection connection;
    private Session session;
    private Queue queue;

    @BeforeEach
    void open() throws JMSException {
        connection = connection();
        connection.setClientID("client");
        connection.start();
        session = connection.createSession();
        queue = session.createQueue("orders");
    }

    /** One way to go too far. */
    private record TooFar(String what, Class<? extends Exception> refusal, Attempt attempt) {
        @Override
        public String toString() {
            return what;
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void go(LimitsTest test) throws JMSException;
    }

    private static final String HUGE = "n".repeat(70_000);

    static Stream<TooFar> attempts() {
        List<TooFar> all = new ArrayList<>();
        for (String text : List.of("n".repeat(LONGEST_NAME + 1), "\u00e4".repeat(LONGEST_NAME / 2 + 1), HUGE)) {
            String what = text.length() + " letters " + text.charAt(0);
            addDestinations(all, text, what);
            addIdentifiers(all, text, what);
        }
        addSelectors(all, "a = '" + "x".repeat(33_000) + "'");
        addSelectors(all, "(".repeat(16_000) + "a = 1" + ")".repeat(16_000));
        addContents(all);
        return all.stream();
    }

    private static void addDestinations(List<TooFar> all, String text, String what) {
        all.add(new TooFar(
                "produce to a queue of " + what,
                InvalidDestinationException.class,
                test -> test.session.createProducer(test.session.createQueue(text))));
        all.add(new TooFar("send to a topic of " + what, InvalidDestinationException.class, test -> test.session
                .createProducer(null)
                .send(test.session.createTopic(text), test.message())));
        all.add(new TooFar(
                "consume from a queue of " + what,
                InvalidDestinationException.class,
                test -> test.session.createConsumer(test.session.createQueue(text))));
        all.add(new TooFar(
                "consume from a topic of " + what,
                InvalidDestinationException.class,
                test -> test.session.createConsumer(test.session.createTopic(text))));
        all.add(new TooFar(
                "browse a queue of " + what,
                InvalidDestinationException.class,
                test -> test.session.createBrowser(test.session.createQueue(text))));
        all.add(new TooFar("reply to a queue of " + what, JMSException.class, test -> {
            Message message = test.message();
            message.setJMSReplyTo(test.session.createQueue(text));
            test.session.createProducer(test.queue).send(message);
        }));
    }

    private static void addIdentifiers(List<TooFar> all, String text, String what) {
        all.add(new TooFar(
                "a durable subscription of " + what,
                JMSException.class,
                test -> test.session.createDurableConsumer(test.topic(), text)));
        all.add(new TooFar(
                "a shared subscription of " + what,
                JMSException.class,
                test -> test.session.createSharedConsumer(test.topic(), text)));
        all.add(new TooFar("unsubscribe " + what, JMSException.class, test -> test.session.unsubscribe(text)));
        all.add(new TooFar("a client identifier of " + what, InvalidClientIDException.class, test -> test.connection()
                .setClientID(text)));
        all.add(new TooFar("a configured client identifier of " + what, InvalidClientIDException.class, test -> {
            var factory = test.factory();
            factory.setClientId(text);
            factory.createConnection();
        }));
        all.add(new TooFar("a user of " + what, JMSSecurityException.class, test -> test.factory()
                .createConnection(text, "secret")));
        all.add(new TooFar("a password of " + what, JMSSecurityException.class, test -> test.factory()
                .createConnection("anna", text)));
    }

    private static void addSelectors(List<TooFar> all, String text) {
        String what = "a selector of " + text.length();
        all.add(new TooFar(
                what + " for a queue",
                InvalidSelectorException.class,
                test -> test.session.createConsumer(test.queue, text)));
        all.add(new TooFar(
                what + " for a topic",
                InvalidSelectorException.class,
                test -> test.session.createConsumer(test.topic(), text)));
        all.add(new TooFar(
                what + " for a subscription",
                InvalidSelectorException.class,
                test -> test.session.createSharedDurableConsumer(test.topic(), "sub", text)));
        all.add(new TooFar(
                what + " for a browser",
                InvalidSelectorException.class,
                test -> test.session.createBrowser(test.queue, text)));
    }

    private static void addContents(List<TooFar> all) {
        all.add(new TooFar("a property name of 70000", JMSException.class, test -> {
            Message message = test.message();
            message.setIntProperty(HUGE, 1);
            test.session.createProducer(test.queue).send(message);
        }));
        all.add(new TooFar("a type of 70000", JMSException.class, test -> {
            Message message = test.message();
            message.setJMSType(HUGE);
            test.session.createProducer(test.queue).send(message);
        }));
        all.add(new TooFar("a correlation identifier of 70000", JMSException.class, test -> {
            Message message = test.message();
            message.setJMSCorrelationID(HUGE);
            test.session.createProducer(test.queue).send(message);
        }));
        all.add(new TooFar("a correlation identifier of 70000 bytes", JMSException.class, test -> {
            Message message = test.message();
            message.setJMSCorrelationIDAsBytes(new byte[70_000]);
            test.session.createProducer(test.queue).send(message);
        }));
        all.add(new TooFar("70000 properties", JMSException.class, test -> {
            Message message = test.message();
            for (int i = 0; i < 70_000; i++) {
                message.setIntProperty("p" + i, i);
            }
            test.session.createProducer(test.queue).send(message);
        }));
        all.add(new TooFar("a map entry with a name of 70000", JMSException.class, test -> {
            MapMessage message = test.session.createMapMessage();
            message.setInt(HUGE, 1);
            test.session.createProducer(test.queue).send(message);
        }));
        all.add(new TooFar("a message of 65 MiB", JMSException.class, test -> {
            Message message = test.session.createTextMessage("x".repeat(65 * 1024 * 1024)); // bytes would go in parts
            test.session.createProducer(test.queue).send(message);
        }));
    }

    private Topic topic() throws JMSException {
        return session.createTopic("news");
    }

    private Message message() throws JMSException {
        return session.createTextMessage("one");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void isRefusedAndTheConnectionGoesOn(TooFar tooFar) throws JMSException {
        List<JMSException> problems = new ArrayList<>();
        connection.setExceptionListener(problems::add);
        Throwable refusal = catchThrowable(() -> tooFar.attempt().go(this));
        assertThat(refusal).isInstanceOf(tooFar.refusal());
        assertThat(refusal.getMessage()).as("says why").isNotBlank().hasSizeLessThan(1000);
        session.createProducer(queue).send(session.createTextMessage("goes on"));
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("goes on");
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a property name of", "a type of", "a correlation identifier of", "a map entry with a name of"})
    void aTextThatIsTooLongIsToldHowLongItMayBe(String what) {
        List<TooFar> all = new ArrayList<>();
        addContents(all);
        List<TooFar> those =
                all.stream().filter(one -> one.what().startsWith(what)).toList();
        assertThat(those).isNotEmpty();
        for (TooFar one : those) {
            assertThat(catchThrowable(() -> one.attempt().go(this)))
                    .hasMessageContaining("at most 65534 bytes")
                    .hasMessageContaining("70000");
        }
    }

    @Test
    void whatIsJustAllowedWorks() throws JMSException {
        String longest = "n".repeat(LONGEST_NAME);
        Queue longNamed = session.createQueue(longest);
        TextMessage message = session.createTextMessage("x".repeat(3_000_000));
        message.setJMSType("t".repeat(60_000));
        message.setJMSCorrelationID("c".repeat(60_000));
        message.setJMSReplyTo(session.createTopic(longest));
        message.setStringProperty("p".repeat(60_000), "v".repeat(200_000));
        for (int i = 0; i < 5_000; i++) {
            message.setIntProperty("p" + i, i);
        }
        session.createProducer(longNamed).send(message);
        MessageConsumer consumer = session.createConsumer(longNamed, "p4999 = 4999 AND p1 <> 2");
        TextMessage received = (TextMessage) consumer.receive(SOON);
        assertThat(received.getText()).hasSize(3_000_000);
        assertThat(received.getJMSType()).hasSize(60_000);
        assertThat(received.getJMSCorrelationID()).hasSize(60_000);
        assertThat(received.getJMSReplyTo()).isEqualTo(session.createTopic(longest));
        assertThat(received.getStringProperty("p".repeat(60_000))).hasSize(200_000);
        MessageConsumer durable = session.createDurableConsumer(session.createTopic(longest), longest);
        session.createProducer(session.createTopic(longest)).send(session.createTextMessage("by topic"));
        assertThat(receive(durable)).isEqualTo("by topic");
        durable.close();
        session.unsubscribe(longest);
    }

    @Test
    void manySessionsProducersAndConsumersOfOneConnectionWork() throws JMSException {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Session one = connection.createSession(i % 4 == 1, Session.AUTO_ACKNOWLEDGE);
            sessions.add(one);
            MessageProducer producer = one.createProducer(queue);
            one.createConsumer(one.createTopic("news" + i % 10));
            if (i % 100 == 0) {
                producer.send(one.createTextMessage("" + i));
            }
        }
        for (Session one : sessions) {
            one.close();
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 1000; i += 100) {
            assertThat(receive(consumer)).isEqualTo("" + i);
        }
    }
}
