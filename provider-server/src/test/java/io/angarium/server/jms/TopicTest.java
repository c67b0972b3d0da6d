package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The kinds of subscription and client identifiers: sections 4.2, 6.1.2 and 8.3. */
class TopicTest extends BrokerBased {

    private Connection withId(String id) throws JMSException {
        Connection connection = connection();
        connection.setClientID(id);
        connection.start();
        return connection;
    }

    private static void publish(Session session, Topic topic, String text) throws JMSException {
        try (MessageProducer producer = session.createProducer(topic)) {
            producer.send(session.createTextMessage(text));
        }
    }

    @Test
    void eachSubscriberGetsEachMessageFromItsSubscriptionOn() throws JMSException {
        Session session = started().createSession();
        Topic topic = session.createTopic("news");
        publish(session, topic, "early");
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer two = started().createSession().createConsumer(topic);
        publish(session, topic, "late");
        assertThat(receive(one)).isEqualTo("late");
        assertThat(receive(two)).isEqualTo("late");
        assertThat(one.receiveNoWait()).isNull();
    }

    @Test
    void noLocalLeavesOutTheOwnConnectionsMessages() throws JMSException {
        Session session = started().createSession();
        Topic topic = session.createTopic("news");
        MessageConsumer consumer = session.createConsumer(topic, null, true);
        publish(session, topic, "own");
        publish(started().createSession(), topic, "foreign");
        assertThat(receive(consumer)).isEqualTo("foreign");
    }

    @Test
    void aDurableSubscriptionKeepsMessagesWhileNobodyConsumes() throws JMSException {
        Connection connection = withId("client");
        Session session = connection.createSession();
        Topic topic = session.createTopic("news");
        session.createDurableConsumer(topic, "sub").close();
        publish(session, topic, "kept");
        connection.close();

        Session again = withId("client").createSession();
        MessageConsumer consumer = again.createDurableSubscriber(topic, "sub");
        assertThat(receive(consumer)).isEqualTo("kept");
        assertThatThrownBy(() -> again.createDurableConsumer(topic, "sub")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> again.unsubscribe("sub")).isInstanceOf(JMSException.class);
        consumer.close();
        again.unsubscribe("sub");
        assertThatThrownBy(() -> again.unsubscribe("sub")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void aDurableSubscriptionNeedsAClientIdentifierAndASharedOneDoesNot() throws JMSException {
        Session session = started().createSession();
        Topic topic = session.createTopic("news");
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "sub"))
                .isInstanceOf(jakarta.jms.IllegalStateException.class);
        session.createSharedDurableConsumer(topic, "sub").close();
        publish(session, topic, "kept");
        assertThat(receive(started().createSession().createSharedDurableConsumer(topic, "sub")))
                .isEqualTo("kept");
    }

    @Test
    @Proves({"4.2.2-c", "8.3.2-a"})
    void sharedConsumersDivideTheMessages() throws JMSException {
        Session session = closedLater(factory("prefetch=0").createConnection()).createSession();
        Connection first = closedLater(factory("prefetch=0").createConnection());
        Connection second = closedLater(factory("prefetch=0").createConnection());
        first.start();
        second.start();
        Topic topic = session.createTopic("news");
        MessageConsumer one = first.createSession().createSharedConsumer(topic, "sub");
        MessageConsumer two = second.createSession().createSharedConsumer(topic, "sub");
        for (int i = 0; i < 10; i++) {
            publish(session, topic, "message " + i);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            seen.add(receive(one));
            seen.add(receive(two));
        }
        assertThat(seen).hasSize(10);
        assertThat(one.receiveNoWait()).isNull();
    }

    @Test
    @Proves({"6.1.2-b", "6.1.2-c", "6.1.2-e", "10.3-b", "Connection-a"})
    void aClientIdentifierIsSetOnceBeforeAnythingElseAndIsExclusive() throws JMSException {
        Connection connection = connection();
        assertThat(connection.getClientID()).isNull();
        assertThatThrownBy(() -> connection.setClientID("")).isInstanceOf(InvalidClientIDException.class);
        connection.setClientID("client");
        assertThat(connection.getClientID()).isEqualTo("client");
        assertThatThrownBy(() -> connection.setClientID("other")).isInstanceOf(jakarta.jms.IllegalStateException.class);
        Connection second = connection();
        assertThatThrownBy(() -> second.setClientID("client")).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> factory("clientId=client").createConnection())
                .isInstanceOf(InvalidClientIDException.class);
        Connection used = connection();
        used.createSession();
        assertThatThrownBy(() -> used.setClientID("late")).isInstanceOf(jakarta.jms.IllegalStateException.class);
        connection.close();
        assertThat(closedLater(factory("clientId=client").createConnection()).getClientID())
                .isEqualTo("client");
    }
}
