package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Sections 9.2 and 10.3: what a domain does not have, and the exceptions that the specification names. */
class Section9_2DomainsTest extends WithBroker {

    private static void refused(Class<? extends Exception> exception, ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(exception);
        }
    }

    @Test
    @Proves({"9.2-a", "9.2-b"})
    void queuesRefuseWhatIsOfTopics() throws JMSException {
        Session any = connection().createSession();
        Topic topic = any.createTopic("news");
        QueueConnection connection = closedLater(factory("clientId=client").createQueueConnection());
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        refused(
                IllegalStateException.class,
                () -> connection.createSharedConnectionConsumer(topic, "sub", null, null, 1),
                () -> connection.createDurableConnectionConsumer(topic, "sub", null, null, 1),
                () -> connection.createSharedDurableConnectionConsumer(topic, "sub", null, null, 1),
                () -> session.createDurableSubscriber(topic, "sub"),
                () -> session.createDurableSubscriber(topic, "sub", null, false),
                () -> session.createDurableConsumer(topic, "sub"),
                () -> session.createDurableConsumer(topic, "sub", null, false),
                () -> session.createSharedConsumer(topic, "sub"),
                () -> session.createSharedConsumer(topic, "sub", null),
                () -> session.createSharedDurableConsumer(topic, "sub"),
                () -> session.createSharedDurableConsumer(topic, "sub", null),
                session::createTemporaryTopic,
                () -> session.createTopic("news"),
                () -> session.unsubscribe("sub"));
    }

    @Test
    @Proves("9.2-c")
    void topicsRefuseWhatIsOfQueues() throws JMSException {
        Queue queue = connection().createSession().createQueue("orders");
        TopicSession session =
                closedLater(factory().createTopicConnection()).createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        refused(
                IllegalStateException.class,
                () -> session.createBrowser(queue),
                () -> session.createBrowser(queue, null),
                () -> session.createQueue("orders"),
                session::createTemporaryQueue);
    }

    @Test
    @Proves({"10.3-c", "Session-c"})
    void invalidDestinationsAreNamedSoWhereverTheyAreGiven() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession();
        TemporaryQueue gone = session.createTemporaryQueue();
        gone.delete();
        Destination foreign = new Queue() {
            @Override
            public String getQueueName() {
                return "of another provider";
            }
        };
        MessageProducer any = session.createProducer(null);
        for (Destination wrong : new Destination[] {gone, foreign}) {
            refused(
                    InvalidDestinationException.class,
                    () -> session.createProducer(wrong),
                    () -> session.createConsumer(wrong),
                    () -> session.createConsumer(wrong, "a = 1"),
                    () -> any.send(wrong, session.createMessage()));
        }
        refused(
                InvalidDestinationException.class,
                () -> session.createConsumer(null),
                () -> session.createBrowser(null),
                () -> any.send(null, session.createMessage()));
        try (JMSContext context = factory().createContext()) {
            refused(
                    InvalidDestinationRuntimeException.class,
                    () -> context.createConsumer(null),
                    () -> context.createConsumer(gone),
                    () -> context.createBrowser(null),
                    () -> context.createProducer().send(null, "x"),
                    () -> context.createProducer().send(gone, "x"),
                    () -> context.createProducer().send(foreign, "x"));
        }
    }

    @Test
    @Proves("10.3-g")
    void whatIsNoMessageIsAFormatError() throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        refused(
                MessageFormatException.class,
                () -> producer.send(null),
                () -> producer.send(null, 1, 1, 1),
                () -> session.createProducer(null).send(session.createQueue("orders"), null));
    }

    @Test
    @Proves("10.3-k")
    void aCommitThatCannotBeIsARollback() throws JMSException {
        Session owner = connection().createSession();
        TemporaryQueue gone = owner.createTemporaryQueue();
        Session session = started().createSession(Session.SESSION_TRANSACTED);
        try (JMSContext context = factory().createContext(JMSContext.SESSION_TRANSACTED)) {
            MessageProducer any = session.createProducer(null);
            any.send(gone, session.createMessage());
            session.commit();
            context.createProducer().send(gone, "x");
            context.commit();
            gone.delete();
            Queue queue = session.createQueue("orders");
            any.send(queue, session.createTextMessage("rolled back"));
            any.send(gone, session.createMessage());
            context.createProducer().send(queue, "rolled back").send(gone, "x");
            refused(TransactionRolledBackException.class, session::commit);
            refused(TransactionRolledBackRuntimeException.class, context::commit);
            assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
        }
    }
}
