package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is taken, and looked at, over the loss of a link. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TakerTest {
    @TempDir
    private Path folder;

    private Broker broker;
    private Connection connection;
    private Session session;
    private Queue orders;

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        connection = new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection();
        connection.start();
        session = connection.createSession();
        orders = session.createQueue("orders");
    }

    @AfterEach
    void stop() throws JMSException {
        connection.close();
        broker.close();
    }

    /** Whether it sees a message, and the text of one that is sent meanwhile, or none. */
    private record Look(boolean any, String sent) {}

    private Message next(MessageConsumer consumer, Deque<Look> looks) throws JMSException {
        return new Taker(consumer, () -> {
                    Look look = looks.remove();
                    if (!look.sent().isEmpty()) {
                        session.createProducer(orders).send(session.createTextMessage(look.sent()));
                    }
                    return look.any();
                })
                .next();
    }

    @Test
    void whatComesWithTheLinkIsTakenThoughTheLookSeesNoneAnyMore() throws JMSException {
        MessageConsumer consumer = session.createConsumer(orders);
        assertThat(next(consumer, looks(new Look(false, "a"))).getBody(String.class))
                .isEqualTo("a");
        assertThat(next(consumer, looks(new Look(false, ""), new Look(false, "b")))
                        .getBody(String.class))
                .isEqualTo("b");
        assertThat(next(consumer, looks(new Look(true, "c"))).getBody(String.class))
                .isEqualTo("c");
        Deque<Look> none = looks(new Look(false, ""), new Look(false, ""), new Look(false, ""));
        assertThat(next(consumer, none)).isNull();
        assertThat(none).isEmpty();
    }

    private static Deque<Look> looks(Look... looks) {
        return new ArrayDeque<>(Arrays.asList(looks));
    }

    /** A browser whose link is lost in the middle, as the client tells it. */
    private static QueueBrowser lost(String code) {
        Enumeration<?> cut = new Enumeration<Object>() {
            @Override
            public boolean hasMoreElements() {
                throw new JMSRuntimeException("the connection was lost during the browse", code);
            }

            @Override
            public Object nextElement() {
                throw new AssertionError("nothing was there");
            }
        };
        return (QueueBrowser) Proxy.newProxyInstance(
                TakerTest.class.getClassLoader(),
                new Class<?>[] {QueueBrowser.class},
                (proxy, method, args) -> method.getName().equals("getEnumeration") ? cut : null);
    }

    private Session losing(Deque<String> codes) {
        return (Session) Proxy.newProxyInstance(
                TakerTest.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, args) -> method.getName().equals("createBrowser") && !codes.isEmpty()
                        ? lost(codes.remove())
                        : method.invoke(session, args));
    }

    @Test
    void aLookThatIsCutShortByALostLinkIsTakenAgain() throws JMSException {
        session.createProducer(orders).send(session.createTextMessage("a"));
        session.createProducer(orders).send(session.createTextMessage("b"));
        WhichMessages which = new WhichMessages();
        which.queue = "orders";
        Deque<String> twice = new ArrayDeque<>(List.of("OUTCOME_UNKNOWN", "OUTCOME_UNKNOWN"));
        assertThat(which.count(losing(twice), null)).isEqualTo(2);
        assertThat(which.any(losing(new ArrayDeque<>(List.of("OUTCOME_UNKNOWN"))), null))
                .isTrue();
        assertThatThrownBy(() -> which.any(losing(new ArrayDeque<>(List.of("TIMEOUT"))), null))
                .isInstanceOf(JMSRuntimeException.class);
    }
}
