package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporary destinations, who may consume from them, and the requestors that stand on them: sections 4.1.5, 4.1.7, 4.2.7, 4.2.10 and 6.2.2. */
class TemporaryDestinationRulesTest extends WithBroker {

    private static Destination temporary(Session session, boolean topic) throws JMSException {
        return topic ? session.createTemporaryTopic() : session.createTemporaryQueue();
    }

    private static void delete(Destination destination) throws JMSException {
        if (destination instanceof TemporaryQueue queue) {
            queue.delete();
        } else {
            ((TemporaryTopic) destination).delete();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves({"4.1.5-a", "4.2.7-a", "6.2.2-a"})
    void everySessionOfItsConnectionConsumesAndEveryConnectionSends(boolean topic) throws JMSException {
        Connection owner = started();
        Destination destination = temporary(owner.createSession(), topic);
        MessageConsumer consumer = owner.createSession().createConsumer(destination);
        Session other = started().createSession();
        Message request = other.createMessage();
        request.setJMSReplyTo(destination);
        other.createProducer(null).send(request.getJMSReplyTo(), other.createTextMessage("by another"));
        assertThat(receive(consumer)).isEqualTo("by another");
        assertThatThrownBy(() -> other.createConsumer(destination)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> other.createConsumer(destination, "a = 1"))
                .isInstanceOf(InvalidDestinationException.class);
        other.createProducer(destination).send(other.createTextMessage("goes on"));
        assertThat(receive(consumer)).isEqualTo("goes on");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("6.2.2-d")
    void oneThatIsConsumedCannotBeDeletedAndADeletedOneCannotBeUsed(boolean topic) throws JMSException {
        Connection owner = started();
        Session session = owner.createSession();
        Session other = started().createSession();
        Destination destination = temporary(session, topic);
        MessageProducer foreign = other.createProducer(destination);
        MessageConsumer consumer = session.createConsumer(destination);
        assertThatThrownBy(() -> delete(destination)).isInstanceOf(JMSException.class);
        foreign.send(other.createTextMessage("still there"));
        assertThat(receive(consumer)).isEqualTo("still there");
        consumer.close();
        delete(destination);
        delete(destination);
        assertThatThrownBy(() -> session.createConsumer(destination)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createProducer(destination)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createProducer(null).send(destination, session.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> foreign.send(other.createMessage())).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> other.createProducer(null).send(destination, other.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("6.2.2-b")
    void theyEndWithTheirConnectionAndNotWithTheirSession(boolean topic) throws JMSException {
        Connection owner = started();
        Session first = owner.createSession();
        Destination destination = temporary(first, topic);
        first.close();
        MessageConsumer consumer = owner.createSession().createConsumer(destination);
        Session other = started().createSession();
        other.createProducer(destination).send(other.createTextMessage("after the session"));
        assertThat(receive(consumer)).isEqualTo("after the session");
        owner.close();
        Awaitility.await().untilAsserted(() -> assertThatThrownBy(
                        () -> other.createProducer(null).send(destination, other.createMessage()))
                .isInstanceOf(InvalidDestinationException.class));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("TemporaryQueue-a")
    void theNameOfADeletedOneMakesNoneThatLasts(boolean topic) throws JMSException {
        Connection owner = started();
        Destination destination = temporary(owner.createSession(), topic);
        Session other = started().createSession();
        Destination named = topic
                ? other.createTopic(((Topic) destination).getTopicName())
                : other.createQueue(((Queue) destination).getQueueName());
        assertThatThrownBy(() -> other.createProducer(named)).isInstanceOf(InvalidDestinationException.class);
        owner.close();
        assertThatThrownBy(() -> other.createProducer(named))
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessageContaining("is that of a temporary destination, which has ended");
        assertThatThrownBy(() -> other.createProducer(null).send(named, other.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> other.createConsumer(named)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Proves("6.2.2-c")
    void noTwoHaveTheSameName() throws JMSException {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Session session = connection().createSession();
            for (int j = 0; j < 20; j++) {
                names.add(session.createTemporaryQueue().getQueueName());
                names.add(session.createTemporaryTopic().getTopicName());
            }
        }
        assertThat(names).hasSize(120);
    }

    @Test
    void aDurableSubscriptionOfATemporaryTopicIsRefused() throws JMSException {
        Session session = connection("clientId=client").createSession();
        Topic topic = session.createTemporaryTopic();
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "name"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "name"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Proves("4.1.7-a")
    void aQueueRequestorGetsTheReplyToEachRequestAndClosesItsSession() throws JMSException {
        Session server = started().createSession();
        Queue queue = server.createQueue("requests");
        answer(server, queue);
        QueueConnection connection = closedLater(factory().createQueueConnection());
        connection.start();
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor requestor = new QueueRequestor(session, queue);
        for (int i = 0; i < 20; i++) {
            assertThat(text(requestor.request(session.createTextMessage("" + i))))
                    .isEqualTo("re " + i);
        }
        requestor.close();
        assertThatThrownBy(session::createMessage).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(
                        () -> new QueueRequestor(connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE), null))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Proves("4.2.10-a")
    void aTopicRequestorGetsTheReplyToEachRequestAndClosesItsSession() throws JMSException {
        Session server = started().createSession();
        Topic topic = server.createTopic("requests");
        answer(server, topic);
        TopicConnection connection = closedLater(factory().createTopicConnection());
        connection.start();
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicRequestor requestor = new TopicRequestor(session, topic);
        for (int i = 0; i < 20; i++) {
            assertThat(text(requestor.request(session.createTextMessage("" + i))))
                    .isEqualTo("re " + i);
        }
        requestor.close();
        assertThatThrownBy(session::createMessage).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    private static void answer(Session server, Destination requests) throws JMSException {
        MessageProducer replies = server.createProducer(null);
        server.createConsumer(requests).setMessageListener(request -> {
            try {
                Message reply = server.createTextMessage("re " + text(request));
                reply.setJMSCorrelationID(request.getJMSMessageID());
                replies.send(request.getJMSReplyTo(), reply);
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
