package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may join, replace and delete a subscription, and who gets its messages: sections 8.3.1 to 8.3.4. */
class SharedSubscriptionRulesTest extends WithBroker {

    /** Kinds of named subscriptions. */
    enum Kind {
        SHARED {
            @Override
            MessageConsumer open(Session session, Topic topic, String name, String selector) throws JMSException {
                return session.createSharedConsumer(topic, name, selector);
            }
        },
        SHARED_DURABLE {
            @Override
            MessageConsumer open(Session session, Topic topic, String name, String selector) throws JMSException {
                return session.createSharedDurableConsumer(topic, name, selector);
            }
        },
        DURABLE {
            @Override
            MessageConsumer open(Session session, Topic topic, String name, String selector) throws JMSException {
                return session.createDurableConsumer(topic, name, selector, false);
            }
        };

        abstract MessageConsumer open(Session session, Topic topic, String name, String selector) throws JMSException;
    }

    private Session session(String clientId) throws JMSException {
        Connection connection = connection();
        if (clientId != null) {
            connection.setClientID(clientId);
        }
        connection.start();
        return connection.createSession();
    }

    private static void publish(Session session, Topic topic, String text) throws JMSException {
        Message message = session.createTextMessage(text);
        message.setStringProperty("colour", text);
        session.createProducer(topic).send(message);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SHARED", "SHARED_DURABLE"})
    @Proves("4.2.2-c")
    void manyConsumersOverManyConnectionsGetEachMessageOnce(Kind kind) throws JMSException {
        List<String> received = new CopyOnWriteArrayList<>();
        Topic topic = connection().createSession().createTopic("news");
        for (int i = 0; i < 12; i++) {
            Session session = session(null);
            kind.open(session, topic, "shared", null).setMessageListener(message -> {
                try {
                    received.add(text(message));
                } catch (JMSException e) {
                    received.add(e.toString());
                }
            });
        }
        Session publisher = session(null);
        MessageProducer producer = publisher.createProducer(topic);
        for (int i = 0; i < 600; i++) {
            producer.send(publisher.createTextMessage("" + i));
        }
        Awaitility.await().atMost(Duration.ofMillis(SOON)).until(() -> received.size() >= 600);
        assertThat(received)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 600).mapToObj(String::valueOf).toList());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SHARED", "SHARED_DURABLE"})
    void consumersComeAndGoWithoutLossWhileOneStays(Kind kind) throws JMSException {
        Session staying = session(null);
        Topic topic = staying.createTopic("news");
        MessageConsumer last = kind.open(staying, topic, "shared", null);
        Session publisher = session(null);
        List<String> received = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            Session coming = session(null);
            MessageConsumer consumer = kind.open(coming, topic, "shared", null);
            for (int i = 0; i < 10; i++) {
                publish(publisher, topic, round + "." + i);
            }
            for (int i = 0; i < 3; i++) {
                received.add(receive(consumer));
            }
            consumer.close();
        }
        while (received.size() < 100) {
            received.add(receive(last));
        }
        assertThat(received).doesNotHaveDuplicates().hasSize(100).doesNotContainNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Proves({"8.3.2-c", "8.3.4-d"})
    void withAnActiveConsumerAnotherTopicOrSelectorIsRefused(Kind kind) throws JMSException {
        Session session = session("client");
        Topic topic = session.createTopic("news");
        MessageConsumer consumer = kind.open(session, topic, "mine", "colour = 'red'");
        assertThatThrownBy(() -> kind.open(session, session.createTopic("other"), "mine", "colour = 'red'"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> kind.open(session, topic, "mine", "colour = 'blue'"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> kind.open(session, topic, "mine", null)).isInstanceOf(JMSException.class);
        publish(session, topic, "red");
        publish(session, topic, "blue");
        assertThat(receive(consumer)).isEqualTo("red");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SHARED_DURABLE", "DURABLE"})
    @Proves("8.3.4-c")
    void withoutAnActiveConsumerAnotherTopicOrSelectorReplacesIt(Kind kind) throws JMSException {
        Session session = session("client");
        Topic topic = session.createTopic("news");
        Topic other = session.createTopic("other");
        kind.open(session, topic, "mine", null).close();
        publish(session, topic, "kept for the same");
        MessageConsumer same = kind.open(session, topic, "mine", null);
        assertThat(receive(same)).isEqualTo("kept for the same");
        same.close();
        publish(session, topic, "red");
        MessageConsumer blue = kind.open(session, topic, "mine", "colour = 'blue'");
        publish(session, topic, "green");
        publish(session, topic, "blue");
        assertThat(receive(blue)).isEqualTo("blue");
        blue.close();
        publish(session, topic, "blue");
        MessageConsumer elsewhere = kind.open(session, other, "mine", "colour = 'blue'");
        publish(session, topic, "blue");
        assertThat(elsewhere.receiveNoWait()).isNull();
        publish(session, other, "blue");
        assertThat(receive(elsewhere)).isEqualTo("blue");
    }

    @Test
    @Proves("8.3.3-g")
    void anotherNoLocalReplacesADurableSubscription() throws JMSException {
        Session session = session("client");
        Topic topic = session.createTopic("news");
        session.createDurableConsumer(topic, "mine", null, false).close();
        publish(session, topic, "own");
        MessageConsumer consumer = session.createDurableConsumer(topic, "mine", null, true);
        publish(session, topic, "own");
        publish(session(null), topic, "foreign");
        assertThat(receive(consumer)).isEqualTo("foreign");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves("8.3.3-b")
    void anUnsharedDurableSubscriptionHasOneConsumerInAllConnections() throws JMSException {
        Session session = session("client");
        Topic topic = session.createTopic("news");
        MessageConsumer consumer = session.createDurableConsumer(topic, "mine");
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "mine")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "mine")).isInstanceOf(JMSException.class);
        consumer.close();
        MessageConsumer next = session.createDurableConsumer(topic, "mine");
        publish(session, topic, "one");
        assertThat(receive(next)).isEqualTo("one");
    }

    @Test
    @Proves("8.3.3-h")
    void sharedAndUnsharedDurableSubscriptionsMayNotHaveTheSameNameAndClient() throws JMSException {
        Session session = session("client");
        Topic topic = session.createTopic("news");
        session.createDurableConsumer(topic, "unshared").close();
        session.createSharedDurableConsumer(topic, "shared").close();
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "unshared"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "shared")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "shared"))
                .isInstanceOf(JMSException.class);
        session.unsubscribe("unshared");
        session.unsubscribe("shared");
        session.createSharedDurableConsumer(topic, "unshared");
        session.createDurableConsumer(topic, "shared");
    }

    @Test
    @Proves({"8.3.2-b", "8.3.2-d"})
    void theSameNameIsAnotherSubscriptionForAnotherKindAndAnotherClient() throws JMSException {
        Session one = session("one");
        Session two = session("two");
        Session none = session(null);
        Topic topic = one.createTopic("news");
        List<MessageConsumer> all = List.of(
                one.createSharedConsumer(topic, "name"),
                two.createSharedConsumer(topic, "name", "colour = 'red'"),
                none.createSharedConsumer(topic, "name"),
                one.createDurableConsumer(topic, "name"),
                two.createSharedDurableConsumer(topic, "name"),
                none.createSharedDurableConsumer(topic, "name", "colour = 'red'"));
        publish(none, topic, "red");
        for (MessageConsumer consumer : all) {
            assertThat(receive(consumer)).isEqualTo("red");
        }
    }

    @Test
    @Proves("4.2.2-e")
    void aSharedNonDurableSubscriptionEndsWithItsLastConsumer() throws JMSException {
        Session session = session(null);
        Topic topic = session.createTopic("news");
        MessageConsumer first = session.createSharedConsumer(topic, "shared");
        MessageConsumer second = session(null).createSharedConsumer(topic, "shared");
        publish(session, topic, "one");
        first.close();
        publish(session, topic, "two");
        assertThat(List.of(receive(second), receive(second))).containsExactlyInAnyOrder("one", "two");
        publish(session, topic, "three");
        second.close();
        MessageConsumer anew = session.createSharedConsumer(topic, "shared", "colour = 'four'");
        publish(session, topic, "four");
        assertThat(receive(anew)).isEqualTo("four");
        assertThat(anew.receiveNoWait()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SHARED_DURABLE", "DURABLE"})
    @Proves("8.3.3-f")
    void aSubscriptionThatIsUsedCannotBeDeleted(Kind kind) throws JMSException {
        Connection connection = connection();
        connection.setClientID("client");
        connection.start();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Topic topic = session.createTopic("news");
        MessageConsumer consumer = kind.open(session, topic, "mine", null);
        publish(session, topic, "one");
        assertThatThrownBy(() -> session.unsubscribe("mine")).isInstanceOf(JMSException.class);
        Message message = consumer.receive(SOON);
        consumer.close();
        assertThatThrownBy(() -> session.unsubscribe("mine"))
                .as("a message is not acknowledged")
                .isInstanceOf(JMSException.class);
        message.acknowledge();
        session.unsubscribe("mine");
        assertThatThrownBy(() -> session.unsubscribe("mine"))
                .isInstanceOf(jakarta.jms.InvalidDestinationException.class);

        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer inTransaction = kind.open(transacted, topic, "mine", null);
        publish(session, topic, "two");
        assertThat(receive(inTransaction)).isEqualTo("two");
        inTransaction.close();
        assertThatThrownBy(() -> session.unsubscribe("mine"))
                .as("a message is part of a transaction")
                .isInstanceOf(JMSException.class);
        transacted.commit();
        session.unsubscribe("mine");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SHARED_DURABLE", "DURABLE"})
    @Proves({"4.2.2-f", "4.2.11-a"})
    void aDurableSubscriptionOutlivesConnectionsAndBrokers(Kind kind) throws JMSException {
        Session session = session("client");
        Topic topic = session.createTopic("news");
        kind.open(session, topic, "mine", "colour <> 'grey'").close();
        publish(session, topic, "red");
        publish(session, topic, "grey");
        killBroker();
        Session second = session("client");
        publish(second, topic, "blue");
        restartBroker();
        Session third = session("client");
        MessageConsumer consumer = kind.open(third, topic, "mine", "colour <> 'grey'");
        assertThat(List.of(receive(consumer), receive(consumer))).containsExactly("red", "blue");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves({"6.1.2-c", "6.1.2-e"})
    void aClientIdentifierHasOneConnection() throws JMSException {
        Connection first = connection();
        first.setClientID("client");
        Connection second = connection();
        assertThatThrownBy(() -> second.setClientID("client")).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> factory("clientId=client").createConnection())
                .isInstanceOf(InvalidClientIDException.class);
        first.close();
        second.setClientID("client");
        assertThat(second.getClientID()).isEqualTo("client");
    }

    @Test
    @Proves("6.1.2-b")
    void aClientIdentifierIsSetOnceAndBeforeAnythingElse() throws JMSException {
        Connection configured = closedLater(factory("clientId=configured").createConnection());
        assertThatThrownBy(() -> configured.setClientID("other")).isInstanceOf(jakarta.jms.IllegalStateException.class);
        Connection twice = connection();
        twice.setClientID("once");
        assertThatThrownBy(() -> twice.setClientID("twice")).isInstanceOf(jakarta.jms.IllegalStateException.class);
        for (UseOf use : List.<UseOf>of(Connection::start, Connection::stop, Connection::createSession)) {
            Connection used = connection();
            use.of(used);
            assertThatThrownBy(() -> used.setClientID("late")).isInstanceOf(jakarta.jms.IllegalStateException.class);
        }
        Connection wrong = connection();
        assertThatThrownBy(() -> wrong.setClientID(null)).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> wrong.setClientID("")).isInstanceOf(InvalidClientIDException.class);
        wrong.setClientID("right");
    }

    /** Something that uses a connection. */
    private interface UseOf {
        void of(Connection connection) throws JMSException;
    }

    @Test
    @Proves({"8.3.1-b", "8.3.3-i"})
    void noLocalLeavesOutTheConnectionsOwnAndForDurableOnesTheClients() throws JMSException {
        Session own = session("client");
        Topic topic = own.createTopic("news");
        MessageConsumer plain = own.createConsumer(topic, null, true);
        MessageConsumer durable = own.createDurableConsumer(topic, "mine", null, true);
        MessageConsumer everything = own.createConsumer(topic);
        publish(own, topic, "own");
        publish(session(null), topic, "foreign");
        assertThat(receive(plain)).isEqualTo("foreign");
        assertThat(receive(durable)).isEqualTo("foreign");
        assertThat(List.of(receive(everything), receive(everything))).containsExactly("own", "foreign");
    }
}
