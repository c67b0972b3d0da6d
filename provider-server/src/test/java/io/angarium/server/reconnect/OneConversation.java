package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;

/** Subscribe, send, receive, acknowledge, commit: with one outcome, whatever breaks once in the middle. */
final class OneConversation {
    private static final long SOON = 20_000;

    private final String name;

    /** @param name of its queues and its topic, which nobody else uses */
    OneConversation(String name) {
        this.name = name;
    }

    /** Does it all over a connection, which it starts and closes. */
    void over(Connection connection) throws JMSException {
        try (connection) {
            connection.start();
            Session plain = connection.createSession();
            Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
            Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer news = plain.createSharedDurableConsumer(plain.createTopic(name), "sub");
            MessageProducer topic = plain.createProducer(plain.createTopic(name));
            topic.send(plain.createTextMessage("news 1"));
            topic.send(plain.createTextMessage("news 2"));
            assertThat(texts(news, 2)).containsExactly("news 1", "news 2");

            MessageProducer toClient = client.createProducer(client.createQueue(name + "c"));
            MessageConsumer acknowledging = client.createConsumer(client.createQueue(name + "c"));
            toClient.send(client.createTextMessage("c"));
            Message message = acknowledging.receive(SOON);
            assertThat(((TextMessage) message).getText()).isEqualTo("c");
            message.acknowledge();

            MessageProducer in = transacted.createProducer(transacted.createQueue(name));
            commit(transacted, () -> {
                in.send(transacted.createTextMessage("a"));
                in.send(transacted.createTextMessage("b"));
            });
            MessageConsumer out = transacted.createConsumer(transacted.createQueue(name));
            List<String> got = new ArrayList<>();
            commit(transacted, () -> {
                got.clear(); // a transaction that will roll back may see a message again
                got.addAll(texts(out, 2));
            });
            assertThat(got).containsExactly("a", "b");
            assertThat(out.receiveNoWait()).isNull();
            assertThat(news.receiveNoWait()).isNull();
            assertThat(acknowledging.receiveNoWait()).isNull();
        }
    }

    private static List<String> texts(MessageConsumer consumer, int count) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = consumer.receive(SOON);
            assertThat(message).isNotNull();
            texts.add(((TextMessage) message).getText());
        }
        return texts;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws JMSException;
    }

    private static void commit(Session session, Work work) throws JMSException {
        boolean committed = false;
        while (!committed) {
            try {
                work.run();
                session.commit();
                committed = true;
            } catch (TransactionRolledBackException e) {
                assertThat(e).hasMessageContaining("connection was lost");
            }
        }
    }

    /** Nothing came twice, and nothing stays behind. */
    void assertNothingLeft(Session session) throws JMSException {
        for (String queue : List.of(name, name + "c")) {
            assertThat(session.createBrowser(session.createQueue(queue))
                            .getEnumeration()
                            .hasMoreElements())
                    .as("left in " + queue)
                    .isFalse();
        }
        try (MessageConsumer rest = session.createSharedDurableConsumer(session.createTopic(name), "sub")) {
            assertThat(rest.receiveNoWait()).as("left for sub of " + name).isNull();
        }
        session.unsubscribe("sub");
    }
}
