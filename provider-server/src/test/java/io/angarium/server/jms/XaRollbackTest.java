package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.testing.TestXid;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a session receives after a branch of it was rolled back: in order, with flag and count, and nothing of what it had ready by then
 * lost or doubled. Jakarta Messaging 3.1 sections 6.2.7 and 6.2.9, whoever ends the branch.
 */
class XaRollbackTest extends BrokerBased {
    private static final TestXid X = new TestXid("global", "x");
    private static final TestXid Y = new TestXid("global", "y");

    private XASession session;
    private XAResource resource;
    private MessageConsumer consumer;

    @BeforeEach
    void fiveMessagesAndASessionThatHasThemReady() throws JMSException {
        Session feeder = started().createSession();
        MessageProducer producer = feeder.createProducer(feeder.createQueue("in"));
        for (int i = 1; i <= 5; i++) {
            producer.send(feeder.createTextMessage("" + i));
        }
        session = xaConnection().createXASession();
        resource = session.getXAResource();
        consumer = session.createConsumer(session.createQueue("in"));
    }

    private XAConnection xaConnection() throws JMSException {
        XAConnection connection =
                closedLater(new AngariumXAConnectionFactory(transport.uri(broker)).createXAConnection());
        connection.start();
        return connection;
    }

    private String receive() throws JMSException {
        return described(consumer.receive(SOON));
    }

    /** For instance {@code 3}, or {@code 3 again, count 2}. */
    private static String described(Message message) throws JMSException {
        int count = message.getIntProperty("JMSXDeliveryCount");
        String again = message.getJMSRedelivered() ? " again, count " + count : "";
        return text(message) + again;
    }

    /** What the broker said before it answers this has come. */
    private void hearWhatTheBrokerSaid() throws XAException {
        resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
    }

    private void receiveTwoIn(TestXid branch) throws JMSException, XAException {
        resource.start(branch, XAResource.TMNOFLAGS);
        assertThat(List.of(receive(), receive())).containsExactly("1", "2");
    }

    private void comesAgainInOrder() throws JMSException {
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            got.add(receive());
        }
        assertThat(got).containsExactly("1 again, count 2", "2 again, count 2", "3", "4", "5");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void aRollbackBringsBackInOrder() throws Exception {
        receiveTwoIn(X);
        resource.end(X, XAResource.TMSUCCESS);
        resource.rollback(X);
        comesAgainInOrder();
    }

    @Test
    void aRollbackOfAPreparedBranchThroughAnotherConnectionBringsBackInOrder() throws Exception {
        receiveTwoIn(X);
        resource.end(X, XAResource.TMSUCCESS);
        assertThat(resource.prepare(X)).isEqualTo(XAResource.XA_OK);
        xaConnection().createXASession().getXAResource().rollback(X);
        hearWhatTheBrokerSaid();
        comesAgainInOrder();
    }

    @Test
    void aRollbackThroughAJoinedSessionOfTheSameConnectionBringsBackInOrder() throws Exception {
        XAConnection connection = xaConnection();
        XASession sender = connection.createXASession();
        consumer.close();
        session = connection.createXASession();
        resource = session.getXAResource();
        consumer = session.createConsumer(session.createQueue("in"));
        sender.getXAResource().start(X, XAResource.TMNOFLAGS);
        resource.start(X, XAResource.TMJOIN);
        assertThat(List.of(receive(), receive())).containsExactly("1", "2");
        resource.end(X, XAResource.TMSUCCESS);
        sender.getXAResource().end(X, XAResource.TMSUCCESS);
        sender.getXAResource().rollback(X);
        comesAgainInOrder();
    }

    @Test
    void aBranchWhoseTimeIsOverBringsBackInOrder() throws Exception {
        resource.setTransactionTimeout(1);
        receiveTwoIn(X);
        resource.end(X, XAResource.TMSUSPEND);
        XAResource witness = xaConnection().createXASession().getXAResource();
        Awaitility.await().untilAsserted(() -> assertThatExceptionOfType(XAException.class)
                .isThrownBy(() -> witness.prepare(X))
                .satisfies(e -> assertThat(e.errorCode).isEqualTo(XAException.XA_RBTIMEOUT)));
        hearWhatTheBrokerSaid();
        comesAgainInOrder();
    }

    @Test
    void aRollbackLeavesAloneWhatIsReceivedInAnotherBranch() throws Exception {
        receiveTwoIn(X);
        resource.end(X, XAResource.TMSUCCESS);
        resource.start(Y, XAResource.TMNOFLAGS);
        assertThat(receive()).isEqualTo("3");
        resource.rollback(X);
        assertThat(List.of(receive(), receive())).containsExactly("1 again, count 2", "2 again, count 2");
        resource.end(Y, XAResource.TMSUCCESS);
        resource.commit(Y, true);
        assertThat(List.of(receive(), receive())).containsExactly("4", "5");
        assertThat(consumer.receiveNoWait()).isNull();
        session.close();
        Session rest = started().createSession();
        assertThat(rest.createConsumer(rest.createQueue("in")).receiveNoWait()).isNull();
    }

    @Test
    void aListenerWhoseBranchRollsBackGetsAllInOrder() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        AtomicInteger handed = new AtomicInteger();
        resource.start(X, XAResource.TMNOFLAGS);
        consumer.setMessageListener(message -> {
            try {
                seen.add(described(message));
                if (handed.incrementAndGet() == 2) {
                    resource.end(X, XAResource.TMFAIL);
                    resource.rollback(X);
                    resource.start(Y, XAResource.TMNOFLAGS);
                }
            } catch (JMSException | XAException e) {
                seen.add(e.toString());
            }
        });
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            got.add(seen.poll(SOON, TimeUnit.MILLISECONDS));
        }
        assertThat(got).containsExactly("1", "2", "1 again, count 2", "2 again, count 2", "3", "4", "5");
        assertThat(seen.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
    }
}
