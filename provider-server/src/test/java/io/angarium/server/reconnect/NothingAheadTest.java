package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code prefetch=0} a consumer at which nobody waits holds no message, so that others get it; also after a rollback, and after a loss. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NothingAheadTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private RelayedBroker broker;
    private Session session;
    private MessageConsumer consumer;

    @BeforeEach
    void start() throws JMSException {
        broker = new RelayedBroker(folder);
        Connection connection = broker.connect(broker.factory("?prefetch=0&reconnectDelay=10ms"));
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
        consumer = session.createConsumer(session.createQueue("q"));
        send("first", "second");
    }

    @AfterEach
    void stop() throws JMSException {
        broker.close();
    }

    private Connection direct() throws JMSException {
        Connection connection =
                new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection();
        connection.start();
        return connection;
    }

    private void send(String... texts) throws JMSException {
        try (Connection direct = direct();
                Session sending = direct.createSession()) {
            for (String text : texts) {
                sending.createProducer(sending.createQueue("q")).send(sending.createTextMessage(text));
            }
        }
    }

    private List<String> whatOthersGet() throws JMSException {
        List<String> texts = new ArrayList<>();
        try (Connection direct = direct();
                Session other = direct.createSession();
                MessageConsumer competitor = other.createConsumer(other.createQueue("q"))) {
            for (Message m = competitor.receiveNoWait(); m != null; m = competitor.receiveNoWait()) {
                texts.add(((TextMessage) m).getText());
            }
        }
        return texts;
    }

    /** The connection is there again, and has said all that it says by itself. */
    private void awaitReturn() throws JMSException {
        session.createConsumer(session.createQueue("else")).close();
    }

    @Test
    void whatWasRolledBackIsThereForOthers() throws JMSException {
        assertThat(consumer.receive(SOON).getBody(String.class)).isEqualTo("first");
        session.rollback();
        assertThat(whatOthersGet()).containsExactly("first", "second");
    }

    @Test
    void whatALostLinkHasGivenBackIsThereForOthers() throws JMSException {
        assertThat(consumer.receive(SOON).getBody(String.class)).isEqualTo("first");
        broker.relay().cut();
        awaitReturn();
        assertThat(whatOthersGet()).containsExactly("first", "second");
    }

    @Test
    void whoWaitsGetsTheNextOneAllTheSame() throws JMSException {
        assertThat(consumer.receive(SOON)).isNotNull();
        session.rollback();
        assertThat(consumer.receive(SOON).getBody(String.class)).isEqualTo("first");
        broker.relay().cut();
        awaitReturn();
        assertThat(consumer.receive(SOON).getBody(String.class)).isEqualTo("first");
        assertThat(consumer.receive(SOON).getBody(String.class)).isEqualTo("second");
    }
}
