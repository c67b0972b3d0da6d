package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.testing.JmsApi;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XATopicConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every getter of every object of the API, as it comes from its factory, has an answer. */
class GettersTest extends BrokerBased {
    private final Set<String> called = new TreeSet<>();

    @Test
    void everyGetterOfFreshObjectsHasAnAnswer() throws JMSException {
        classic();
        pointToPoint();
        publishSubscribe();
        simplified();
        distributed();

        Set<String> missed = JmsApi.interfaces().stream()
                .filter(type -> type != ServerSession.class && type != ServerSessionPool.class)
                .flatMap(JmsApi::getters)
                .map(GettersTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missed).hasSizeGreaterThan(70);
        missed.removeAll(called);
        assertThat(missed).as("getters that nobody asked").isEmpty();
    }

    @Test
    void everyGetterOfReceivedMessagesHasAnAnswer() throws JMSException {
        Connection connection = closedLater(factory("trustedPackages=java.lang").createConnection());
        connection.start();
        Session session = connection.createSession();
        Queue queue = session.createQueue("getters");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        for (Message message : messages(session)) {
            producer.send(message);
            Message received = consumer.receive(SOON);
            assertThat(received).isNotNull();
            ask(message);
            ask(received);
        }
        assertThat(called).contains("BytesMessage.getBodyLength", "ObjectMessage.getObject", "Message.getJMSMessageID");
    }

    private void classic() throws JMSException {
        Connection connection = connection();
        ask(connection);
        ask(connection.getMetaData());
        Session session = connection.createSession();
        ask(session);
        Queue queue = session.createQueue("getters");
        Topic topic = session.createTopic("getters");
        for (Message message : messages(session)) {
            ask(message);
        }
        ask(queue);
        ask(topic);
        ask(session.createTemporaryQueue());
        ask(session.createTemporaryTopic());
        ask(session.createProducer(queue));
        ask(session.createProducer(null));
        ask(session.createConsumer(queue));
        ask(session.createConsumer(queue, "a = 1"));
        ask(session.createSharedConsumer(topic, "shared"));
        ask(session.createBrowser(queue));
        ask(session.createBrowser(queue, "a = 1"));
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, () -> null, 1);
        ask(consumer);
        consumer.close();
    }

    private void pointToPoint() throws JMSException {
        QueueConnection connection = closedLater(factory().createQueueConnection());
        ask(connection);
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue("getters");
        ask(session);
        ask(session.createSender(queue));
        ask(session.createSender(null));
        ask(session.createReceiver(queue));
    }

    private void publishSubscribe() throws JMSException {
        TopicConnection connection = closedLater(factory().createTopicConnection());
        ask(connection);
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Topic topic = session.createTopic("getters");
        ask(session);
        ask(session.createPublisher(topic));
        ask(session.createPublisher(null));
        ask(session.createSubscriber(topic));
    }

    private void simplified() {
        AngariumConnectionFactory factory = factory();
        try (JMSContext context = factory.createContext();
                JMSContext second = context.createContext(JMSContext.SESSION_TRANSACTED)) {
            ask(context);
            ask(second);
            ask(context.createProducer());
            ask(context.createConsumer(context.createQueue("getters")));
            ask(context.createBrowser(context.createQueue("getters")));
        }
    }

    /** Getters of the XA objects, and those of what they give out. */
    private void distributed() throws JMSException {
        AngariumXAConnectionFactory factory = new AngariumXAConnectionFactory(transport.uri(broker));
        XAConnection connection = closedLater(factory.createXAConnection());
        ask(connection);
        ask(connection.createXASession());
        XAQueueConnection pointToPoint = closedLater(factory.createXAQueueConnection());
        ask(pointToPoint);
        ask(pointToPoint.createXAQueueSession());
        XATopicConnection publishSubscribe = closedLater(factory.createXATopicConnection());
        ask(publishSubscribe);
        ask(publishSubscribe.createXATopicSession());
        try (XAJMSContext context = factory.createXAContext()) {
            ask(context);
        }
    }

    private static List<Message> messages(Session session) throws JMSException {
        return List.of(
                session.createMessage(),
                session.createTextMessage(),
                session.createTextMessage("text"),
                session.createBytesMessage(),
                session.createMapMessage(),
                session.createStreamMessage(),
                session.createObjectMessage(),
                session.createObjectMessage("object"));
    }

    private static String named(Method getter) {
        return getter.getDeclaringClass().getSimpleName() + "." + getter.getName();
    }

    private void ask(Object object) {
        for (Class<?> type : JmsApi.interfaces()) {
            if (type.isInstance(object)) {
                JmsApi.getters(type).forEach(getter -> ask(object, getter));
            }
        }
    }

    private void ask(Object object, Method getter) {
        called.add(named(getter));
        try {
            getter.invoke(object);
        } catch (InvocationTargetException e) {
            if (!demanded(object, getter, e.getCause())) {
                fail(named(getter) + " of " + object.getClass().getName(), e.getCause());
            }
        } catch (IllegalAccessException e) {
            fail(named(getter), e);
        }
    }

    /** Section 3.11.2 and the API's documentation: the length of a body that is being written cannot be read. */
    private static boolean demanded(Object object, Method getter, Throwable thrown) {
        return object instanceof BytesMessage
                && getter.getName().equals("getBodyLength")
                && thrown instanceof MessageNotReadableException;
    }
}
