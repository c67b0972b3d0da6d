package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One conversation (subscribe, send, receive, acknowledge, commit), cut at one byte after the other over real sockets: whatever it is that
 * does not arrive whole, the outcome is the same.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EveryByteTest {
    private static final long SOON = 20_000;
    private static final int STRIDE = Integer.getInteger("angarium.stride", 17);

    @TempDir
    private Path folder;

    private Broker broker;
    private Relay proxy;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        proxy = new Relay(broker.port());
    }

    @AfterEach
    void stop() {
        proxy.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(Relay.Way.class)
    void aCutAtAnyByteChangesNothing(Relay.Way way) throws JMSException {
        long length = bytesOf(way);
        int cuts = 0;
        for (long at = 0; at < length; at += STRIDE) {
            long before = proxy.connections();
            proxy.cutAfter(way, at);
            converse("q" + way + at);
            cuts += proxy.connections() > before + 1 || at == 0 ? 1 : 0;
        }
        System.out.printf("%s: %d bytes, %d cuts%n", way, length, cuts);
        assertThat(cuts).isGreaterThan((int) (length / STRIDE * 3 / 4));
    }

    private long bytesOf(Relay.Way way) throws JMSException {
        long before = proxy.passed(way);
        converse("uncut" + way);
        return proxy.passed(way) - before;
    }

    private void converse(String name) throws JMSException {
        String uri = "angarium://127.0.0.1:" + proxy.port() + "?reconnectDelay=20ms&prefetch=5";
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            connection.start();
            Session plain = connection.createSession();
            Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer news = plain.createSharedDurableConsumer(plain.createTopic(name), "sub");
            MessageProducer topic = plain.createProducer(plain.createTopic(name));
            topic.send(plain.createTextMessage("news 1"));
            topic.send(plain.createTextMessage("news 2"));
            assertThat(texts(news, 2)).containsExactly("news 1", "news 2");

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
        }
        assertEmpty(name);
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
    private void assertEmpty(String name) throws JMSException {
        try (Connection direct =
                new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection()) {
            direct.start();
            Session session = direct.createSession();
            assertThat(session.createBrowser(session.createQueue(name))
                            .getEnumeration()
                            .hasMoreElements())
                    .as("left in " + name)
                    .isFalse();
            MessageConsumer rest = session.createSharedDurableConsumer(session.createTopic(name), "sub");
            assertThat(rest.receiveNoWait()).as("left for sub of " + name).isNull();
        }
    }
}
