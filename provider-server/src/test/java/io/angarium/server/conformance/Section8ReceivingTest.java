package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sections 8.1 and 8.5 to 8.8: consumers of each API, receiving messages and bodies, and closing. */
class Section8ReceivingTest extends WithBroker {
    private static final long MOMENT = 100;

    private Connection connection;
    private Session session;
    private Queue queue;
    private MessageProducer producer;

    @BeforeEach
    void open() throws JMSException {
        connection = started("clientId=client");
        session = connection.createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
    }

    private void send(String... texts) throws JMSException {
        for (String text : texts) {
            producer.send(session.createTextMessage(text));
        }
    }

    private static void assertGot(Message message, String text, int count) throws JMSException {
        assertThat(text(message)).isEqualTo(text);
        assertThat(message.getJMSRedelivered()).isEqualTo(count > 1);
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
    }

    private Message numbered(String text, int number) throws JMSException {
        Message message = session.createTextMessage(text);
        message.setIntProperty("number", number);
        return message;
    }

    @Test
    @Proves({"8.1-a", "MessageConsumer-d"})
    void eachApiMakesConsumersWithAndWithoutASelector() throws JMSException {
        Topic topic = session.createTopic("news");
        String selector = "number = 1";
        var queueConnection = closedLater(factory().createQueueConnection());
        queueConnection.start();
        var queueSession = queueConnection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        var topicConnection = closedLater(factory().createTopicConnection());
        topicConnection.start();
        var topicSession = topicConnection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer news = session.createProducer(topic);
        try (JMSContext context = factory().createContext()) {
            var receiver = queueSession.createReceiver(queue);
            var subscriber = topicSession.createSubscriber(topic);
            var local = topicSession.createSubscriber(topic, selector, true);
            assertThat(receiver.getQueue()).isEqualTo(queue);
            assertThat(subscriber.getTopic()).isEqualTo(topic);
            assertThat(subscriber.getNoLocal()).isFalse();
            assertThat(local.getNoLocal()).isTrue();
            MessageConsumer plain = session.createConsumer(topic);
            MessageConsumer selecting = session.createConsumer(topic, selector);
            JMSConsumer simple = context.createConsumer(topic);
            JMSConsumer simpleSelecting = context.createConsumer(topic, selector);
            news.send(numbered("one", 1));
            news.send(numbered("two", 2));
            for (MessageConsumer each : new MessageConsumer[] {subscriber, plain}) {
                assertThat(receive(each)).isEqualTo("one");
                assertThat(receive(each)).isEqualTo("two");
            }
            assertThat(simple.receiveBody(String.class, SOON)).isEqualTo("one");
            for (MessageConsumer each : new MessageConsumer[] {local, selecting}) {
                assertThat(receive(each)).isEqualTo("one");
                assertThat(each.receiveNoWait()).isNull();
            }
            assertThat(simpleSelecting.receiveBody(String.class, SOON)).isEqualTo("one");
            assertThat(simpleSelecting.receiveNoWait()).isNull();
            send("to the queue");
            assertThat(receive(receiver)).isEqualTo("to the queue");
            producer.send(numbered("not selected", 2));
            producer.send(numbered("selected", 1));
            receiver.close();
            assertThat(receive(queueSession.createReceiver(queue, selector))).isEqualTo("selected");
        }
    }

    @Test
    @Proves({"8.5-a", "MessageConsumer-c"})
    void receiveWaitsAsLongAsItIsTold() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNull();
        long before = System.nanoTime();
        assertThat(consumer.receive(MOMENT)).isNull();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(MOMENT));
        Session sending = connection().createSession();
        MessageProducer other = sending.createProducer(queue);
        Threads.Call<Message> timed = Threads.call(() -> consumer.receive(SOON)).stillRuns("nothing is there");
        other.send(sending.createTextMessage("timed"));
        assertThat(text(timed.result())).isEqualTo("timed");
        Threads.Call<Message> forever = Threads.call(() -> consumer.receive(0)).stillRuns("nothing is there");
        other.send(sending.createTextMessage("zero"));
        assertThat(text(forever.result())).isEqualTo("zero");
        Threads.Call<Message> plain = Threads.call(consumer::receive).stillRuns("nothing is there");
        other.send(sending.createTextMessage("plain"));
        assertThat(text(plain.result())).isEqualTo("plain");
    }

    @Test
    @Proves({"8.6-a", "8.5-a"})
    void bodiesComeAsWhatTheyCanBeAssignedTo() {
        try (JMSContext context = factory().createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            var sending = context.createProducer();
            sending.send(queue, "text").send(queue, "text");
            assertThat(consumer.receiveBody(String.class)).isEqualTo("text");
            assertThat(consumer.receiveBody(CharSequence.class, SOON)).isEqualTo("text");
            sending.send(queue, Map.<String, Object>of("one", 1)).send(queue, new byte[] {1});
            assertThat((Object) consumer.receiveBody(Map.class, SOON)).isEqualTo(Map.of("one", 1));
            assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo(new byte[] {1});
            sending.send(queue, (Serializable) 42);
            assertThat(consumer.receiveBody(Number.class, SOON)).isEqualTo(42);
            assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
            assertThat(consumer.receiveBody(String.class, 1)).isNull();
        }
    }

    @Test
    @Proves({"8.6-b", "8.6-c"})
    void aBodyThatDoesNotFitCountsAsNotReceived() throws JMSException {
        for (int mode : new int[] {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.DUPS_OK_ACKNOWLEDGE}) {
            try (JMSContext context = factory().createContext(mode)) {
                JMSConsumer consumer = context.createConsumer(queue);
                Message[] messages = {
                    session.createTextMessage("text"),
                    session.createTextMessage(null),
                    session.createMessage(),
                    session.createStreamMessage(),
                    session.createObjectMessage(1)
                };
                for (Message message : messages) {
                    producer.send(message);
                }
                for (Message message : messages) {
                    assertThatThrownBy(() -> consumer.receiveBody(Map.class, SOON))
                            .isInstanceOf(MessageFormatRuntimeException.class);
                    assertThatThrownBy(() -> consumer.receiveBodyNoWait(Map.class))
                            .isInstanceOf(MessageFormatRuntimeException.class);
                    Message got = consumer.receive(SOON);
                    assertThat(got.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
                    assertThat(got.getJMSRedelivered()).isFalse();
                    assertThat(got.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
                }
                assertThat(consumer.receiveNoWait()).isNull();
            }
        }
    }

    @Test
    @Proves({"8.6-d", "8.6-e"})
    void inTheOtherModesABodyThatDoesNotFitHasBeenReceived() throws JMSException {
        for (int mode : new int[] {JMSContext.CLIENT_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED}) {
            try (JMSContext context = factory().createContext(mode)) {
                JMSConsumer consumer = context.createConsumer(queue);
                send("first", "second");
                assertThatThrownBy(() -> consumer.receiveBody(Map.class, SOON))
                        .isInstanceOf(MessageFormatRuntimeException.class);
                assertGot(consumer.receive(SOON), "second", 1);
                if (mode == JMSContext.CLIENT_ACKNOWLEDGE) {
                    context.recover();
                } else {
                    context.rollback();
                }
                assertGot(consumer.receive(SOON), "first", 2);
                assertGot(consumer.receive(SOON), "second", 2);
                if (mode == JMSContext.CLIENT_ACKNOWLEDGE) {
                    context.acknowledge();
                } else {
                    context.commit();
                }
            }
            assertNothingLeft();
        }
    }

    private void assertNothingLeft() throws JMSException {
        try (MessageConsumer rest = session.createConsumer(queue)) {
            assertThat(rest.receiveNoWait()).isNull();
        }
    }

    private static MessageListener into(BlockingQueue<String> heard) {
        return message -> {
            try {
                heard.add(text(message) + " " + message.getIntProperty("JMSXDeliveryCount")
                        + (message.getJMSRedelivered() ? " again" : ""));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
            if (heard.size() == 1) {
                throw new IllegalStateException("on purpose");
            }
        };
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return heard.poll(SOON, TimeUnit.MILLISECONDS);
    }

    @Test
    @Proves({"8.7-a", "MessageConsumer-b"})
    void aListenerGetsWhatArrivesUntilItIsTakenAway() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        MessageListener listener = message -> {
            try {
                heard.add(text(message));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        };
        assertThat(consumer.getMessageListener()).isNull();
        consumer.setMessageListener(listener);
        assertThat(consumer.getMessageListener()).isSameAs(listener);
        Session sending = connection().createSession();
        MessageProducer other = sending.createProducer(queue);
        other.send(sending.createTextMessage("one"));
        other.send(sending.createTextMessage("two"));
        assertThat(next(heard)).isEqualTo("one");
        assertThat(next(heard)).isEqualTo("two");
        consumer.setMessageListener(null);
        assertThat(consumer.getMessageListener()).isNull();
        other.send(sending.createTextMessage("three"));
        assertThat(receive(consumer)).isEqualTo("three");
        assertThat(heard).isEmpty();
        try (JMSContext context = factory().createContext()) {
            JMSConsumer simple = context.createConsumer(session.createQueue("other"));
            assertThat(simple.getMessageListener()).isNull();
            simple.setMessageListener(listener);
            assertThat(simple.getMessageListener()).isSameAs(listener);
        }
    }

    @Test
    @Proves({"8.7-b", "6.2.11-b"})
    void inAutomaticModesAFailedListenerGetsItsMessageAgainAtOnce() throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Session listening = connection.createSession(mode);
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            send("one", "two");
            MessageConsumer consumer = listening.createConsumer(queue);
            BlockingQueue<String> all = new LinkedBlockingQueue<>();
            consumer.setMessageListener(message -> {
                try {
                    all.add(text(message) + " " + message.getIntProperty("JMSXDeliveryCount")
                            + (message.getJMSRedelivered() ? " again" : ""));
                } catch (JMSException e) {
                    all.add(e.toString());
                }
                if (heard.offer("failed") && heard.size() == 1) {
                    throw new IllegalStateException("on purpose");
                }
            });
            assertThat(next(all)).isEqualTo("one 1");
            assertThat(next(all)).isEqualTo("one 2 again");
            assertThat(next(all)).isEqualTo("two 1");
            listening.close();
        }
    }

    @Test
    @Proves({"8.7-c", "8.7-d"})
    void inTheOtherModesAFailedListenerGetsTheNext() throws Exception {
        for (int mode : new int[] {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            Session listening = connection.createSession(mode);
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            send("one", "two");
            MessageConsumer consumer = listening.createConsumer(queue);
            MessageListener listener = into(heard);
            consumer.setMessageListener(message -> {
                listener.onMessage(message);
                try {
                    if (heard.size() == 2) {
                        if (mode == Session.CLIENT_ACKNOWLEDGE) {
                            listening.recover();
                        } else {
                            listening.rollback();
                        }
                    } else if (heard.size() == 4) {
                        if (mode == Session.CLIENT_ACKNOWLEDGE) {
                            message.acknowledge();
                        } else {
                            listening.commit();
                        }
                        heard.add("settled");
                    }
                } catch (JMSException e) {
                    heard.add(e.toString());
                }
            });
            org.awaitility.Awaitility.await().until(() -> heard.size() == 5);
            assertThat(heard).containsExactly("one 1", "two 1", "one 2 again", "two 2 again", "settled");
            listening.close();
            assertNothingLeft();
        }
    }

    @Test
    @Proves("8.8-a")
    void aClosedConsumerGetsNothingMore() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.setMessageListener(message -> heard.add("heard"));
        consumer.close();
        consumer.close();
        Session other = connection.createSession();
        other.createProducer(queue).send(other.createTextMessage("one"));
        assertThat(heard.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThat(receive(other.createConsumer(queue))).isEqualTo("one");
    }

    @Test
    @Proves("8.8-d")
    void aListenerMayCloseItsOwnConsumerAndEndsNormally() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.setMessageListener(message -> {
            try {
                consumer.close();
                heard.add(text(message));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        Session other = connection.createSession();
        MessageProducer sending = other.createProducer(queue);
        sending.send(other.createTextMessage("one"));
        sending.send(other.createTextMessage("two"));
        assertThat(next(heard)).isEqualTo("one");
        Message rest = other.createConsumer(queue).receive(SOON);
        assertThat(text(rest)).as("one was acknowledged").isEqualTo("two");
        assertThat(heard.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @Proves("8.8-e")
    void closingAConsumerChangesNothingOfAcknowledgement() throws JMSException {
        for (int mode : new int[] {
            Session.AUTO_ACKNOWLEDGE,
            Session.DUPS_OK_ACKNOWLEDGE,
            Session.CLIENT_ACKNOWLEDGE,
            Session.SESSION_TRANSACTED
        }) {
            for (boolean settle : new boolean[] {true, false}) {
                Session receiving = connection.createSession(mode);
                send("one");
                MessageConsumer consumer = receiving.createConsumer(queue);
                Message message = consumer.receive(SOON);
                consumer.close();
                boolean gone = settle || mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE;
                if (mode == Session.CLIENT_ACKNOWLEDGE && settle) {
                    message.acknowledge();
                } else if (mode == Session.SESSION_TRANSACTED) {
                    if (settle) {
                        receiving.commit();
                    } else {
                        receiving.rollback();
                    }
                }
                receiving.close();
                MessageConsumer next = session.createConsumer(queue);
                assertThat(text(next.receive(gone ? MOMENT : SOON))).isEqualTo(gone ? null : "one");
                next.close();
            }
        }
    }
}
