package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
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
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sections 4.1, 4.2.7, 4.2.10 and 6.2.2: queues, browsers, temporary destinations and requestors. */
class Section4_1QueuesTest extends WithBroker {
    private Connection connection;
    private Session session;
    private Queue queue;
    private MessageProducer producer;

    @BeforeEach
    void open() throws JMSException {
        connection = started();
        session = connection.createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
    }

    private void send(int from, int to) throws JMSException {
        for (int i = from; i <= to; i++) {
            Message message = session.createTextMessage("" + i);
            message.setIntProperty("number", i);
            producer.send(message);
        }
    }

    private static List<String> seen(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements(); ) {
            texts.add(text((Message) messages.nextElement()));
        }
        return texts;
    }

    @Test
    @Proves({"4.1.2-a", "4.1.2-c"})
    void eachMessageGoesToOneConsumerInTheOrderOfTheSends() throws JMSException {
        MessageConsumer one = started("prefetch=1").createSession().createConsumer(queue);
        MessageConsumer two = started("prefetch=1").createSession().createConsumer(queue);
        send(1, 40);
        List<Integer> all = new ArrayList<>();
        for (MessageConsumer consumer : List.of(one, two)) {
            int last = 0;
            for (int i = 0; i < 10; i++) {
                int number = Integer.parseInt(receive(consumer));
                assertThat(number).isGreaterThan(last);
                last = number;
                all.add(number);
            }
        }
        one.close();
        int last = all.get(all.size() - 1);
        for (int i = 0; i < 20; i++) {
            all.add(Integer.parseInt(receive(two)));
        }
        assertThat(last).isPositive();
        assertThat(all).doesNotHaveDuplicates().hasSize(40);
        assertThat(two.receiveNoWait()).isNull();
    }

    @Test
    @Proves("4.1.2-b")
    void whatASelectorLeavesOutGoesToAnotherConsumer() throws JMSException {
        MessageConsumer odd = session.createConsumer(queue, "number = 1 OR number = 3");
        MessageConsumer even = session.createConsumer(queue, "number = 2");
        send(1, 4);
        assertThat(receive(even)).isEqualTo("2");
        assertThat(receive(odd)).isEqualTo("1");
        assertThat(receive(odd)).isEqualTo("3");
        assertThat(odd.receiveNoWait()).isNull();
        assertThat(receive(session.createConsumer(queue))).isEqualTo("4");
    }

    @Test
    @Proves({"4.1.4-a", "4.2.6-a", "6.2.3-a"})
    void destinationsHaveTheirNames() throws JMSException {
        Topic topic = session.createTopic("news/sport");
        assertThat(queue.getQueueName()).isEqualTo("orders");
        assertThat(topic.getTopicName()).isEqualTo("news/sport");
        assertThat(queue.toString()).contains("orders");
        assertThat(topic.toString()).contains("news/sport");
        try (JMSContext context = factory().createContext()) {
            assertThat(context.createQueue("orders")).isEqualTo(queue);
            assertThat(context.createTopic("news/sport")).isEqualTo(topic);
        }
        send(1, 1);
        Session other = started().createSession();
        assertThat(receive(other.createConsumer(other.createQueue("orders")))).isEqualTo("1");
    }

    @Test
    @Proves({"4.1.6-a", "4.1.6-b", "QueueBrowser-a", "QueueBrowser-b"})
    void aBrowserShowsTheMessagesInOrderAndLeavesThem() throws JMSException {
        send(1, 3);
        Message urgent = session.createTextMessage("urgent");
        producer.send(urgent, 2, 9, 0);
        QueueBrowser browser = session.createBrowser(queue);
        assertThat(browser.getQueue()).isEqualTo(queue);
        assertThat(seen(browser)).containsExactly("urgent", "1", "2", "3");
        assertThat(seen(session.createBrowser(queue, "number >= 2"))).containsExactly("2", "3");
        MessageConsumer consumer = session.createConsumer(queue);
        for (String expected : List.of("urgent", "1", "2", "3")) {
            assertThat(receive(consumer)).isEqualTo(expected);
        }
        assertThat(seen(browser)).isEmpty();
    }

    @Test
    @Proves("4.1.6-c")
    void aBrowserDoesNotShowWhatIsNotYetDue() throws JMSException {
        producer.setDeliveryDelay(60_000);
        send(1, 1);
        producer.setDeliveryDelay(0);
        send(2, 2);
        assertThat(seen(session.createBrowser(queue))).containsExactly("2");
    }

    @Test
    @Proves("4.1.8-a")
    void aQueueKeepsWhatNobodyConsumes() throws JMSException {
        send(1, 3);
        connection.close();
        MessageConsumer consumer = started().createSession().createConsumer(queue);
        for (int i = 1; i <= 3; i++) {
            assertThat(receive(consumer)).isEqualTo("" + i);
        }
    }

    @Test
    @Proves({"4.1.5-a", "4.2.7-a", "6.2.2-a"})
    void temporaryDestinationsAreConsumedByTheirConnectionAlone() throws JMSException {
        Session sibling = connection.createSession();
        Session stranger = started().createSession();
        for (Destination temporary : List.of(session.createTemporaryQueue(), session.createTemporaryTopic())) {
            MessageConsumer consumer = sibling.createConsumer(temporary);
            stranger.createProducer(temporary).send(stranger.createTextMessage("hello"));
            assertThat(receive(consumer)).isEqualTo("hello");
            assertThatThrownBy(() -> stranger.createConsumer(temporary))
                    .isInstanceOf(InvalidDestinationException.class);
        }
        TemporaryTopic topic = session.createTemporaryTopic();
        assertThatThrownBy(() -> stranger.createSharedConsumer(topic, "sub")).isInstanceOf(JMSException.class);
    }

    @Test
    @Proves({"6.2.2-a", "6.2.2-b", "TemporaryQueue-a"})
    void temporaryDestinationsOutliveTheirSessionAndEndWithTheirConnection() throws JMSException {
        Session maker = connection.createSession();
        TemporaryQueue temporary = maker.createTemporaryQueue();
        maker.close();
        Session stranger = started().createSession();
        stranger.createProducer(temporary).send(stranger.createTextMessage("hello"));
        assertThat(receive(session.createConsumer(temporary))).isEqualTo("hello");
        connection.close();
        assertThatThrownBy(() -> stranger.createProducer(temporary)).isInstanceOf(InvalidDestinationException.class);
        MessageProducer any = stranger.createProducer(null);
        assertThatThrownBy(() -> any.send(temporary, stranger.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Proves("6.2.2-c")
    void noTwoTemporaryDestinationsAreTheSame() throws JMSException {
        Set<Object> names = new HashSet<>();
        Session other = connection().createSession();
        for (int i = 0; i < 20; i++) {
            for (Session each : List.of(session, other)) {
                names.add(each.createTemporaryQueue().getQueueName());
                names.add(each.createTemporaryTopic().getTopicName());
            }
        }
        assertThat(names).hasSize(80);
    }

    @Test
    @Proves({"6.2.2-d", "TemporaryQueue-a"})
    void aTemporaryDestinationInUseIsNotDeletedAndADeletedOneNotUsed() throws JMSException {
        TemporaryQueue temporaryQueue = session.createTemporaryQueue();
        TemporaryTopic temporaryTopic = session.createTemporaryTopic();
        MessageConsumer receiver = session.createConsumer(temporaryQueue);
        MessageConsumer subscriber = session.createConsumer(temporaryTopic);
        assertThatThrownBy(temporaryQueue::delete).isInstanceOf(JMSException.class);
        assertThatThrownBy(temporaryTopic::delete).isInstanceOf(JMSException.class);
        receiver.close();
        subscriber.close();
        temporaryQueue.delete();
        temporaryTopic.delete();
        for (Destination deleted : List.of(temporaryQueue, temporaryTopic)) {
            assertThatThrownBy(() -> session.createConsumer(deleted)).isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> session.createProducer(deleted)).isInstanceOf(InvalidDestinationException.class);
        }
    }

    private void answer(Destination destination) throws JMSException {
        Session service = started().createSession();
        MessageProducer replies = service.createProducer(null);
        service.createConsumer(destination).setMessageListener(message -> {
            try {
                Class<?> kind = destination instanceof Queue ? TemporaryQueue.class : TemporaryTopic.class;
                String temporary = kind.isInstance(message.getJMSReplyTo()) ? " by a temporary one" : "";
                replies.send(message.getJMSReplyTo(), service.createTextMessage("re: " + text(message) + temporary));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    @Proves({"4.1.7-a", "4.2.10-a", "QueueRequestor-b"})
    void requestorsReturnTheReplyAndCloseTheirSession() throws JMSException {
        answer(session.createQueue("service"));
        answer(session.createTopic("service"));
        QueueConnection queues = closedLater(factory().createQueueConnection());
        queues.start();
        QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor asking = new QueueRequestor(queueSession, queueSession.createQueue("service"));
        assertThat(text(asking.request(queueSession.createTextMessage("1")))).isEqualTo("re: 1 by a temporary one");
        asking.close();
        assertThatThrownBy(() -> queueSession.createQueue("x")).isInstanceOf(jakarta.jms.IllegalStateException.class);
        TopicConnection topics = closedLater(factory().createTopicConnection());
        topics.start();
        TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicRequestor calling = new TopicRequestor(topicSession, topicSession.createTopic("service"));
        assertThat(text(calling.request(topicSession.createTextMessage("2")))).isEqualTo("re: 2 by a temporary one");
        calling.close();
        assertThatThrownBy(() -> topicSession.createTopic("x")).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    @Proves("QueueRequestor-a")
    void requestorsNeedADestination() throws JMSException {
        QueueSession queueSession =
                closedLater(factory().createQueueConnection()).createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicSession topicSession =
                closedLater(factory().createTopicConnection()).createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        assertThatThrownBy(() -> new QueueRequestor(queueSession, null))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> new TopicRequestor(topicSession, null))
                .isInstanceOf(InvalidDestinationException.class);
    }
}
