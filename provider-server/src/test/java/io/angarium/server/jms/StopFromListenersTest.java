package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Section 6.1.5: who may stop a connection. */
class StopFromListenersTest extends BrokerBased {
    private static final String ALLOWED = "allowed";

    @Test
    void aCompletionListenerMayStopItsConnection() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        session.createProducer(session.createQueue("orders")).send(session.createMessage(), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                outcome.complete(stop(connection));
            }

            @Override
            public void onException(Message message, Exception exception) {
                outcome.complete(exception);
            }
        });
        assertThat(outcome.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo(ALLOWED);
    }

    @Test
    void aMessageListenerMayNot() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        session.createConsumer(queue).setMessageListener(message -> outcome.complete(stop(connection)));
        Session sending = connection.createSession();
        sending.createProducer(queue).send(sending.createMessage());
        assertThat(outcome.get(SOON, TimeUnit.MILLISECONDS)).isInstanceOf(IllegalStateException.class);
    }

    private static Object stop(Connection connection) {
        try {
            connection.stop();
            return ALLOWED;
        } catch (JMSException e) {
            return e;
        }
    }
}
