package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The legacy domains, temporary destinations, and what producers refuse: sections 2.10, 6.2.2 and chapter 7. */
class DomainsTest extends BrokerBased {

    private void answer(Session session, jakarta.jms.Destination destination) throws JMSException {
        MessageProducer replies = session.createProducer(null);
        session.createConsumer(destination).setMessageListener(message -> {
            try {
                replies.send(message.getJMSReplyTo(), session.createTextMessage("re: " + text(message)));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void queueAndTopicRequestorsGetTheirReplies() throws JMSException {
        Session service = started().createSession();
        answer(service, service.createQueue("service"));
        answer(service, service.createTopic("service"));

        QueueConnection queues = closedLater(factory().createQueueConnection());
        queues.start();
        QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor requestor = new QueueRequestor(queueSession, queueSession.createQueue("service"));
        for (int i = 0; i < 50; i++) {
            assertThat(text(requestor.request(queueSession.createTextMessage("" + i))))
                    .isEqualTo("re: " + i);
        }
        requestor.close();

        TopicConnection topics = closedLater(factory().createTopicConnection());
        topics.start();
        TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicRequestor asking = new TopicRequestor(topicSession, topicSession.createTopic("service"));
        assertThat(text(asking.request(topicSession.createTextMessage("x")))).isEqualTo("re: x");
        asking.close();
    }

    private static void refused(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(jakarta.jms.IllegalStateException.class);
        }
    }

    @Test
    void eachDomainRefusesTheOther() throws JMSException {
        QueueConnection queues = closedLater(factory().createQueueConnection());
        QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicConnection topics = closedLater(factory().createTopicConnection());
        TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Queue queue = queueSession.createQueue("q");
        Topic topic = topicSession.createTopic("t");
        refused(
                () -> queueSession.createTopic("t"),
                () -> queueSession.createTemporaryTopic(),
                () -> queueSession.createDurableSubscriber(topic, "s"),
                () -> queueSession.createDurableSubscriber(topic, "s", null, false),
                () -> queueSession.createDurableConsumer(topic, "s"),
                () -> queueSession.createSharedConsumer(topic, "s"),
                () -> queueSession.createSharedDurableConsumer(topic, "s"),
                () -> queueSession.unsubscribe("s"),
                () -> topicSession.createQueue("q"),
                () -> topicSession.createBrowser(queue),
                () -> topicSession.createTemporaryQueue(),
                () -> queues.createDurableConnectionConsumer(topic, "s", null, null, 1));
        QueueReceiver receiver = queueSession.createReceiver(queue, "a = 1");
        assertThat(receiver.getQueue()).isEqualTo(queue);
        assertThat(receiver.getMessageSelector()).isEqualTo("a = 1");
        assertThat(queueSession.createSender(queue).getQueue()).isEqualTo(queue);
        assertThat(topicSession.createPublisher(topic).getTopic()).isEqualTo(topic);
        assertThat(topicSession.createSubscriber(topic, null, true).getNoLocal())
                .isTrue();
    }

    @Test
    void temporaryDestinationsBelongToTheirConnection() throws JMSException {
        Session owner = started().createSession();
        TemporaryQueue temporary = owner.createTemporaryQueue();
        Session other = started().createSession();
        other.createProducer(temporary).send(other.createTextMessage("one"));
        assertThatThrownBy(() -> other.createConsumer(temporary)).isInstanceOf(InvalidDestinationException.class);
        MessageConsumer consumer = owner.createConsumer(temporary);
        assertThat(receive(consumer)).isEqualTo("one");
        assertThatThrownBy(temporary::delete).isInstanceOf(JMSException.class);
        consumer.close();
        temporary.delete();
        MessageProducer any = owner.createProducer(null);
        assertThatThrownBy(() -> any.send(temporary, owner.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> other.createProducer(temporary)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void producersRefuseWhatDoesNotFit() throws JMSException {
        Session session = connection().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer fixed = session.createProducer(queue);
        MessageProducer any = session.createProducer(null);
        Message message = session.createMessage();
        assertThatThrownBy(() -> fixed.send(queue, message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> any.send(message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> any.send(null, message)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> fixed.send(null)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> fixed.setPriority(10)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> fixed.setDeliveryMode(0)).isInstanceOf(JMSException.class);
        fixed.close();
        assertThatThrownBy(() -> fixed.send(message)).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(fixed::getPriority).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    @Proves({"3.4.9-d", "3.4.10-b", "3.4.13-c"})
    void priorityDelayAndLifetimeAreKept() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("low"), DeliveryMode.PERSISTENT, 1, 0);
        producer.send(session.createTextMessage("high"), DeliveryMode.PERSISTENT, 8, 0);
        producer.send(session.createTextMessage("gone"), DeliveryMode.PERSISTENT, 9, 1);
        producer.setDeliveryDelay(300);
        long sent = System.currentTimeMillis();
        producer.send(session.createTextMessage("late"), DeliveryMode.PERSISTENT, 0, 0); // the last, though it be due
        org.awaitility.Awaitility.await().until(() -> System.currentTimeMillis() > sent + 5);
        MessageConsumer consumer = session.createConsumer(queue); // only now: one message has expired
        assertThat(receive(consumer)).isEqualTo("high");
        assertThat(receive(consumer)).isEqualTo("low");
        Message late = consumer.receive(SOON);
        assertThat(text(late)).isEqualTo("late");
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(sent + 300);
        assertThat(late.getJMSDeliveryTime()).isGreaterThanOrEqualTo(sent + 300);
    }

    @Test
    void identifiersAndTimestampsAreLeftOutOnRequest() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
        producer.send(session.createMessage());
        Message got = session.createConsumer(queue).receive(SOON);
        assertThat(got.getJMSMessageID()).isNull();
        assertThat(got.getJMSTimestamp()).isZero();
    }
}
