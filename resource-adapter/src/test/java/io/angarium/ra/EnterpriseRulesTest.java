package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Mode;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an application in a web or EJB container may not do: Jakarta Messaging 3.1 section 12.2, and the Javadoc of those methods. */
class EnterpriseRulesTest extends BrokerBased {
    private static final CompletionListener COMPLETION = new CompletionListener() {
        @Override
        public void onCompletion(Message message) {}

        @Override
        public void onException(Message message, Exception exception) {}
    };

    private static void refused(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfAny(IllegalStateException.class, IllegalStateRuntimeException.class)
                    .hasMessageContaining("Jakarta EE application");
        }
    }

    @Test
    void aConnectionHasOneSessionAtATime() throws Exception {
        try (Connection connection = factory(container(Mode.NONE)).createConnection()) {
            Session session = connection.createSession();
            refused(connection::createSession, () -> connection.createSession(true, Session.AUTO_ACKNOWLEDGE));
            session.close();
            connection.createSession(Session.DUPS_OK_ACKNOWLEDGE).close();
        }
    }

    @Test
    void theConnectionIsTheContainers() throws Exception {
        try (Connection connection = factory(container(Mode.NONE)).createConnection()) {
            refused(
                    connection::stop,
                    () -> connection.setClientID("x"),
                    () -> connection.setExceptionListener(problem -> {}),
                    () -> connection.createConnectionConsumer((Topic) null, null, null, 1),
                    () -> connection.createDurableConnectionConsumer(null, null, null, null, 1),
                    () -> connection.createSharedConnectionConsumer(null, null, null, null, 1),
                    () -> connection.createSharedDurableConnectionConsumer(null, null, null, null, 1));
        }
    }

    @Test
    void messagesAreReceivedAndSentByCallsOnly() throws Exception {
        try (Connection connection = factory(container(Mode.NONE)).createConnection()) {
            Session session = connection.createSession();
            Queue queue = session.createQueue("q");
            MessageConsumer consumer = session.createConsumer(queue);
            MessageProducer producer = session.createProducer(queue);
            MessageProducer free = session.createProducer(null);
            Message message = session.createMessage();
            refused(
                    session::getMessageListener,
                    () -> session.setMessageListener(got -> {}),
                    consumer::getMessageListener,
                    () -> consumer.setMessageListener(got -> {}),
                    () -> producer.send(message, COMPLETION),
                    () -> producer.send(message, 1, 1, 0, COMPLETION),
                    () -> free.send(queue, message, COMPLETION),
                    () -> free.send(queue, message, 1, 1, 0, COMPLETION));
            assertThatThrownBy(session::run).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void aContextRefusesTheSame() throws Exception {
        try (JMSContext context = factory(container(Mode.NONE)).createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("q"));
            refused(
                    context::stop,
                    () -> context.setClientID("x"),
                    () -> context.setExceptionListener(problem -> {}),
                    () -> context.createContext(JMSContext.AUTO_ACKNOWLEDGE),
                    () -> context.createProducer().setAsync(COMPLETION),
                    consumer::getMessageListener,
                    () -> consumer.setMessageListener(got -> {}));
        }
    }

    @Test
    void withoutATransactionSessionsAcknowledgeByThemselves() throws Exception {
        var container = container(Mode.NONE);
        var factory = factory(container);
        refused(
                () -> factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE),
                () -> factory.createContext(JMSContext.SESSION_TRANSACTED));
        assertThat(container.used()).as("what could not be made is given back").isZero();
        try (Connection connection = factory.createConnection()) {
            refused(
                    () -> connection.createSession(Session.CLIENT_ACKNOWLEDGE),
                    () -> connection.createSession(Session.SESSION_TRANSACTED),
                    () -> connection.createSession(false, Session.CLIENT_ACKNOWLEDGE));
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            assertThat(List.of(session.getTransacted(), session.getAcknowledgeMode()))
                    .isEqualTo(List.of(false, Session.AUTO_ACKNOWLEDGE));
            assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
        }
    }
}
