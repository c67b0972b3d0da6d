package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.testing.Proves;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.TestXid;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Sessions in the transactions of somebody else, through the API: Jakarta Messaging 3.1 section 6.2.8. */
class XaTest extends BrokerBased {
    private static final TestXid X = new TestXid("global", "x");
    private static final TestXid Y = new TestXid("global", "y");

    private AngariumXAConnectionFactory xaFactory() {
        return new AngariumXAConnectionFactory(transport.uri(broker));
    }

    private XAConnection xaConnection() throws JMSException {
        XAConnection connection = closedLater(xaFactory().createXAConnection());
        connection.start();
        return connection;
    }

    private static void failsWith(int code, ThrowingCallable call) {
        assertThatExceptionOfType(XAException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.errorCode).as("%s", e.getMessage()).isEqualTo(code));
    }

    private static void send(Session session, String queue, String text) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        producer.send(session.createTextMessage(text));
        producer.close();
    }

    private String next(String queue) throws JMSException {
        Session session = started().createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        String text = text(consumer.receiveNoWait());
        session.close();
        return text;
    }

    @Test
    @Proves({"6.2.8-a", "11.3.2-a", "11.3.3-a", "11.3.5-c"})
    void consumingAndSendingInABranchCountWhenItCommits() throws Exception {
        XASession session = xaConnection().createXASession();
        send(session, "in", "order");
        XAResource resource = session.getXAResource();
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        resource.start(X, XAResource.TMNOFLAGS);
        assertThat(receive(consumer)).isEqualTo("order");
        send(session, "out", "event");
        resource.end(X, XAResource.TMSUCCESS);
        assertThat(resource.prepare(X)).isEqualTo(XAResource.XA_OK);
        assertThat(next("out")).isNull();
        resource.commit(X, false);
        assertThat(next("out")).isEqualTo("event");
        consumer.close();
        assertThat(next("in")).isNull();
        failsWith(XAException.XAER_NOTA, () -> resource.commit(X, false));
    }

    @Test
    @Proves("11.3.5-c")
    void whatABranchReceivedComesBackWhenItRollsBack() throws Exception {
        XASession session = xaConnection().createXASession();
        send(session, "in", "order");
        XAResource resource = session.getXAResource();
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        resource.start(X, XAResource.TMNOFLAGS);
        assertThat(receive(consumer)).isEqualTo("order");
        send(session, "out", "event");
        resource.end(X, XAResource.TMFAIL);
        resource.rollback(X);
        assertThat(consumer.receive(SOON).getJMSRedelivered()).isTrue();
        assertThat(next("out")).isNull();
    }

    @Test
    @Proves("11.3.3-b")
    void outsideOfBranchesItAcknowledgesAndSendsAtOnce() throws Exception {
        XASession session = xaConnection().createXASession();
        assertThat(session.getTransacted()).isTrue();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        send(session, "in", "order");
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        assertThat(receive(consumer)).isEqualTo("order");
        session.close();
        assertThat(next("in")).isNull();
    }

    @Test
    @Proves("11.3.3-c")
    void itsTransactionsAreNotItsOwnToEnd() throws Exception {
        XASession session = xaConnection().createXASession();
        assertThatThrownBy(session::commit).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(session::recover).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    @Proves("11.3.5-a")
    void aBranchMovesBetweenConnectionsAndIsPreparedByAThird() throws Exception {
        XASession first = xaConnection().createXASession();
        XASession second = xaConnection().createXASession();
        XAResource one = first.getXAResource();
        XAResource two = second.getXAResource();
        assertThat(one.isSameRM(two)).isTrue();
        one.start(X, XAResource.TMNOFLAGS);
        send(first, "out", "1");
        two.start(X, XAResource.TMJOIN);
        send(second, "out", "2");
        two.end(X, XAResource.TMSUCCESS);
        one.end(X, XAResource.TMSUSPEND);
        send(first, "out", "outside");
        failsWith(XAException.XAER_PROTO, () -> two.prepare(X));
        one.start(X, XAResource.TMRESUME);
        send(first, "out", "3");
        one.end(X, XAResource.TMSUCCESS);
        XAResource third = xaConnection().createXASession().getXAResource();
        assertThat(third.prepare(X)).isEqualTo(XAResource.XA_OK);
        third.commit(X, false);
        Session reader = started().createSession();
        MessageConsumer consumer = reader.createConsumer(reader.createQueue("out"));
        assertThat(receive(consumer)).isEqualTo("outside");
        List<String> committed = List.of(receive(consumer), receive(consumer), receive(consumer));
        assertThat(committed).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(committed).as("in the order of each session").containsSubsequence("1", "3");
    }

    @Test
    void whatThisSessionHasNotBegunItCannotJoinOrResume() throws Exception {
        XASession first = xaConnection().createXASession();
        XASession second = xaConnection().createXASession();
        XAResource one = first.getXAResource();
        XAResource two = second.getXAResource();
        failsWith(XAException.XAER_NOTA, () -> two.start(X, XAResource.TMJOIN));
        failsWith(XAException.XAER_NOTA, () -> two.start(X, XAResource.TMRESUME));
        failsWith(XAException.XAER_NOTA, () -> two.end(X, XAResource.TMSUCCESS));
        one.start(X, XAResource.TMNOFLAGS);
        failsWith(XAException.XAER_PROTO, () -> one.start(X, XAResource.TMJOIN));
        failsWith(XAException.XAER_PROTO, () -> one.start(X, XAResource.TMRESUME));
        failsWith(XAException.XAER_PROTO, () -> two.start(X, XAResource.TMRESUME));
        send(second, "out", "in no branch");
        assertThat(next("out")).isEqualTo("in no branch");
        one.end(X, XAResource.TMSUSPEND);
        failsWith(XAException.XAER_PROTO, () -> two.start(X, XAResource.TMRESUME));
        failsWith(XAException.XAER_PROTO, () -> two.end(X, XAResource.TMSUCCESS));
        one.start(X, XAResource.TMRESUME);
        send(first, "out", "in the branch");
        one.end(X, XAResource.TMSUCCESS);
        one.rollback(X);
        assertThat(next("out")).isNull();
    }

    @Test
    @Proves({"11.3.5-a", "11.3.5-b"})
    void aPreparedBranchIsFoundAndCommittedAfterItsClientAndTheBrokerAreGone() throws Exception {
        XAConnection connection = xaFactory().createXAConnection();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        resource.start(X, XAResource.TMNOFLAGS);
        send(session, "out", "event");
        resource.end(X, XAResource.TMSUCCESS);
        resource.prepare(X);
        connection.close();
        broker.close();
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        assertThat(next("out")).isNull();
        XAResource recovery = xaConnection().createXASession().getXAResource();
        Xid[] found = recovery.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
        assertThat(found).singleElement().matches(X::isSame);
        recovery.commit(found[0], false);
        assertThat(next("out")).isEqualTo("event");
        assertThat(recovery.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .isEmpty();
    }

    @Test
    void oneBrokerIsOneResourceManagerHoweverItsUriIsSpelled() throws Exception {
        int port = broker.port();
        XAResource here = xaConnection().createXASession().getXAResource();
        List<String> spellings = List.of(
                "angarium://localhost:" + port,
                "angarium://127.0.0.1:" + port + "?prefetch=7",
                "angarium://(127.0.0.1:" + port + ",localhost:" + port + ")",
                "vm://" + broker.name());
        int name = 0;
        for (String spelling : spellings) {
            XAConnection connection = closedLater(new AngariumXAConnectionFactory(spelling).createXAConnection());
            XASession session = connection.createXASession();
            XAResource there = session.getXAResource();
            assertThat(here.isSameRM(there)).as(spelling).isTrue();
            assertThat(there.isSameRM(here)).as(spelling).isTrue();
            TestXid shared = new TestXid("spelled", "b" + ++name);
            here.start(shared, XAResource.TMNOFLAGS);
            here.end(shared, XAResource.TMSUCCESS);
            there.start(shared, XAResource.TMJOIN);
            send(session, "out", spelling);
            there.end(shared, XAResource.TMSUCCESS);
            here.commit(shared, true);
            assertThat(next("out")).isEqualTo(spelling);
        }
    }

    @Test
    void twoBrokersAreTwoResourceManagers() throws Exception {
        try (Broker other = Broker.start(
                BrokerSettings.in(folder.resolve("other")).withPort(0).withName("other-" + broker.name()))) {
            try (XAConnection foreign = new AngariumXAConnectionFactory(transport.uri(other)).createXAConnection()) {
                XAResource there = foreign.createXASession().getXAResource();
                XAResource here = xaConnection().createXASession().getXAResource();
                assertThat(here.isSameRM(there)).isFalse();
                assertThat(here.isSameRM(here)).isTrue();
            }
        }
    }

    @Test
    @Proves("11.3.5-a")
    void aBranchThatDidNothingIsReadOnly() throws Exception {
        XAResource resource = xaConnection().createXASession().getXAResource();
        resource.start(X, XAResource.TMNOFLAGS);
        resource.end(X, XAResource.TMSUCCESS);
        assertThat(resource.prepare(X)).isEqualTo(XAResource.XA_RDONLY);
        failsWith(XAException.XAER_NOTA, () -> resource.forget(X));
    }

    @Test
    void aBrokerThatGoesAwayIsRmfailAndTheConnectionStaysLost() throws Exception {
        XAConnection connection = xaConnection();
        XAResource resource = connection.createXASession().getXAResource();
        resource.start(X, XAResource.TMNOFLAGS);
        resource.end(X, XAResource.TMSUCCESS);
        broker.close();
        failsWith(XAException.XAER_RMFAIL, () -> resource.prepare(X));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        failsWith(XAException.XAER_RMFAIL, () -> resource.commit(X, true));
    }

    @Test
    void aGoneLinkIsRmfail() throws Exception {
        XAConnection connection = xaFactory().createXAConnection();
        XAResource resource = connection.createXASession().getXAResource();
        resource.start(X, XAResource.TMNOFLAGS);
        connection.close();
        failsWith(XAException.XAER_RMFAIL, () -> resource.prepare(X));
        failsWith(XAException.XAER_RMFAIL, () -> resource.recover(XAResource.TMSTARTRSCAN));
        failsWith(XAException.XAER_RMFAIL, () -> resource.rollback(X));
        XAResource other = xaConnection().createXASession().getXAResource();
        failsWith(XAException.XAER_NOTA, () -> other.rollback(X));
    }

    @Test
    void aClosedSessionRollsItsBranchBackAndItsResourceStillCompletesOthers() throws Exception {
        XAConnection connection = xaConnection();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        resource.start(Y, XAResource.TMNOFLAGS);
        send(session, "out", "y");
        resource.end(Y, XAResource.TMSUCCESS);
        resource.start(X, XAResource.TMNOFLAGS);
        send(session, "out", "x");
        session.close();
        failsWith(XAException.XAER_RMERR, () -> resource.end(X, XAResource.TMSUCCESS));
        failsWith(XAException.XA_RBROLLBACK, () -> resource.prepare(X));
        resource.prepare(Y);
        resource.commit(Y, false);
        assertThat(next("out")).isEqualTo("y");
        assertThat(next("out")).isNull();
    }

    @Test
    void whatTakesTooLongRollsBack() throws Exception {
        XASession session = xaConnection().createXASession();
        XAResource resource = session.getXAResource();
        assertThat(resource.setTransactionTimeout(1)).isTrue();
        assertThat(resource.getTransactionTimeout()).isEqualTo(1);
        failsWith(XAException.XAER_INVAL, () -> resource.setTransactionTimeout(-1));
        send(session, "in", "order");
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        resource.start(X, XAResource.TMNOFLAGS);
        assertThat(receive(consumer)).isEqualTo("order");
        resource.end(X, XAResource.TMSUSPEND);
        assertThat(consumer.receive(SOON).getJMSRedelivered())
                .as("rolled back meanwhile")
                .isTrue();
        failsWith(XAException.XA_RBTIMEOUT, () -> resource.start(X, XAResource.TMRESUME));
        resource.rollback(X);
    }

    @Test
    void malformedCallsAreInvalid() throws Exception {
        XAResource resource = xaConnection().createXASession().getXAResource();
        failsWith(XAException.XAER_INVAL, () -> resource.start(null, XAResource.TMNOFLAGS));
        failsWith(XAException.XAER_INVAL, () -> resource.start(new TestXid("", "x"), XAResource.TMNOFLAGS));
        failsWith(XAException.XAER_INVAL, () -> resource.start(X, XAResource.TMSUSPEND));
        failsWith(XAException.XAER_INVAL, () -> resource.recover(XAResource.TMNOFLAGS));
    }

    @Test
    void aListenerWorksInTheBranchThatIsStartedForIt() throws Exception {
        XAConnection connection = xaConnection();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        Session feeder = started().createSession();
        session.createConsumer(session.createQueue("in")).setMessageListener(message -> {
            try {
                resource.start(X, XAResource.TMNOFLAGS);
                send(session, "out", "about " + text(message));
                resource.end(X, XAResource.TMSUCCESS);
                resource.commit(X, true);
            } catch (JMSException | XAException e) {
                throw new AssertionError(e);
            }
        });
        send(feeder, "in", "1");
        MessageConsumer consumer = feeder.createConsumer(feeder.createQueue("out"));
        connection.start();
        feeder.createConsumer(feeder.createQueue("unused")).close();
        assertThat(receive(consumer)).isEqualTo("about 1");
    }

    @Test
    @Proves({"11.3.1-a", "11.3.3-b", "11.3.3-c", "11.3.4-a"})
    void theDomainsAndTheSimplifiedApiHaveTheirOwn() throws Exception {
        XAQueueConnection queues = closedLater(xaFactory().createXAQueueConnection());
        XAQueueSession queueSession = queues.createXAQueueSession();
        assertThat(queueSession.getQueueSession()).isSameAs(queueSession.getSession());
        XATopicConnection topics = closedLater(xaFactory().createXATopicConnection());
        XATopicSession topicSession = topics.createXATopicSession();
        assertThat(topicSession.getTopicSession()).isSameAs(topicSession.getSession());
        assertThat(queueSession.getXAResource().isSameRM(topicSession.getXAResource()))
                .isTrue();
        assertThat(closedLater(xaFactory().createXAConnection("somebody", "secret"))
                        .createXASession())
                .isInstanceOf(XASession.class);
        assertThat(closedLater(xaFactory().createXAQueueConnection("somebody", "secret"))
                        .createXAQueueSession())
                .isInstanceOf(XAQueueSession.class);
        assertThat(closedLater(xaFactory().createXATopicConnection("somebody", "secret"))
                        .createXATopicSession())
                .isInstanceOf(XATopicSession.class);
        try (XAJMSContext named = xaFactory().createXAContext("somebody", "secret")) {
            assertThat(named.getTransacted()).isTrue();
        }
        try (XAJMSContext context = xaFactory().createXAContext()) {
            assertThat(context.getTransacted()).isTrue();
            Queue queue = context.createQueue("out");
            context.getXAResource().start(X, XAResource.TMNOFLAGS);
            context.getContext().createProducer().send(queue, "event");
            context.getXAResource().end(X, XAResource.TMSUCCESS);
            assertThat(next("out")).isNull();
            assertThatThrownBy(context::commit).isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThatThrownBy(context::rollback).isInstanceOf(TransactionInProgressRuntimeException.class);
            context.getXAResource().commit(X, true);
            assertThat(next("out")).isEqualTo("event");
        }
    }
}
