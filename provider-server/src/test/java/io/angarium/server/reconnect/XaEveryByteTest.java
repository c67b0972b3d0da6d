package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.TestXid;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A branch that consumes and sends is prepared and committed while the link is cut at one byte after the other, over real sockets. A
 * transaction manager that goes by what it was answered finds consumed ⇔ sent each time, and the broker decides no prepared branch.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class XaEveryByteTest {
    private static final long SOON = 20_000;

    /** How far the calls came. */
    private enum Came {
        PREPARE_UNANSWERED,
        COMMIT_UNANSWERED,
        THROUGH
    }

    @TempDir
    private Path folder;

    private final Map<Came, Integer> counts = new EnumMap<>(Came.class);
    private Broker broker;
    private Relay relay;
    private XAConnection direct;
    private XASession observer;
    private MessageConsumer out;
    private int inDoubt;
    private int last;

    @BeforeEach
    void start() throws JMSException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
        direct = new AngariumXAConnectionFactory("angarium://127.0.0.1:" + broker.port()).createXAConnection();
        direct.start();
        observer = direct.createXASession();
        out = observer.createConsumer(observer.createQueue("out"));
    }

    @AfterEach
    void stop() throws JMSException {
        direct.close();
        relay.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(Relay.Way.class)
    void aCutAtAnyByteLeavesAllOrNothing(Relay.Way way) throws JMSException, XAException {
        long length = run(way, Long.MAX_VALUE / 2);
        for (long at = 0; at <= length; at++) {
            run(way, at);
        }
        System.out.printf(
                "%s: %d bytes, each of them cut: %s, %d in doubt and then committed%n", way, length, counts, inDoubt);
        assertThat(length).isGreaterThan(20);
        assertThat(counts.keySet()).containsExactly(Came.values());
        assertThat(counts.get(Came.COMMIT_UNANSWERED)).isGreaterThan(5);
        if (way == Relay.Way.TO_BROKER) { // the other way each commit arrives, sooner or later than the scan
            assertThat(inDoubt).isPositive();
        }
    }

    /** One transaction, cut after so many bytes of prepare and commit; returns how many bytes passed. */
    private long run(Relay.Way way, long cutAt) throws JMSException, XAException {
        TestXid xid = new TestXid("every byte", "b" + ++last);
        observer.createProducer(observer.createQueue("in")).send(observer.createTextMessage("order " + last));
        String uri = "angarium://127.0.0.1:" + relay.port() + "?prefetch=1";
        Came came;
        long before;
        try (XAConnection connection = new AngariumXAConnectionFactory(uri).createXAConnection()) {
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            MessageConsumer orders = session.createConsumer(session.createQueue("in"));
            connection.start();
            resource.start(xid, XAResource.TMNOFLAGS);
            assertThat(((TextMessage) orders.receive(SOON)).getText()).isEqualTo("order " + last);
            orders.close();
            session.createProducer(session.createQueue("out")).send(session.createTextMessage("event " + last));
            resource.end(xid, XAResource.TMSUCCESS);
            before = relay.passed(way);
            relay.cutAfter(way, cutAt);
            came = complete(resource, xid);
            before = relay.passed(way) - before;
            relay.cutAfter(way, Long.MAX_VALUE / 2);
        }
        counts.merge(came, 1, Integer::sum);
        settle(came, xid);
        return before;
    }

    private static Came complete(XAResource resource, TestXid xid) throws XAException {
        Came came = Came.PREPARE_UNANSWERED;
        try {
            assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
            came = Came.COMMIT_UNANSWERED;
            resource.commit(xid, false);
            return Came.THROUGH;
        } catch (XAException e) {
            assertThat(e.errorCode).as("%s", e.getMessage()).isEqualTo(XAException.XAER_RMFAIL);
            return came;
        }
    }

    /** As a transaction manager does that has written its decision between the two calls. */
    private void settle(Came came, TestXid xid) throws JMSException, XAException {
        XAResource resource = observer.getXAResource();
        boolean known = Stream.of(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .anyMatch(xid::isSame);
        boolean commits = came != Came.PREPARE_UNANSWERED;
        if (known && commits) {
            inDoubt++;
        }
        try {
            if (commits) {
                resource.commit(xid, false);
            } else {
                resource.rollback(xid);
            }
        } catch (XAException e) {
            boolean rolledBack = !commits && e.errorCode >= XAException.XA_RBBASE;
            if (e.errorCode != XAException.XAER_NOTA && !rolledBack) {
                fail("settling " + xid + " after " + came, e);
            }
        }
        List<String> events = new ArrayList<>();
        for (TextMessage event = (TextMessage) out.receiveNoWait();
                event != null;
                event = (TextMessage) out.receiveNoWait()) {
            events.add(event.getText());
        }
        MessageConsumer orders = observer.createConsumer(observer.createQueue("in"));
        TextMessage order = (TextMessage) (commits ? orders.receiveNoWait() : orders.receive(SOON));
        if (commits) {
            assertThat(events).as("sent, %s, known %s", came, known).containsExactly("event " + last);
            assertThat(order).as("not consumed").isNull();
        } else {
            assertThat(events).as("sent, %s, known %s", came, known).isEmpty();
            assertThat(order.getText()).isEqualTo("order " + last);
            assertThat(orders.receiveNoWait()).isNull();
        }
        orders.close();
    }
}
