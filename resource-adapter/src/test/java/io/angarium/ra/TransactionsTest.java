package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.ra.container.BranchName;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Container;
import io.angarium.ra.container.Mode;
import io.angarium.ra.outbound.AngariumManagedConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionInProgressException;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.ManagedConnection;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transaction management: Connectors 2.1 chapter 7, Jakarta Messaging 3.1 section 12.3. */
class TransactionsTest extends BrokerBased {

    @ParameterizedTest
    @EnumSource(names = {"XA", "LOCAL"})
    void whatIsSentInTheContainersTransactionComesWithItsCommit(Mode mode) throws Exception {
        Container container = container(mode);
        ConnectionFactory factory = factory(container);
        container.begin();
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("q"), "sent");
        }
        assertThat(nothingIn("q")).isTrue();
        assertThat(container.free()).as("kept until the end of the transaction").isZero();
        container.commit();
        assertThat(take("q")).isEqualTo("sent");
        assertThat(container.free()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"XA", "LOCAL"})
    void aRollbackTakesSendsBackAndBringsWhatWasReceivedAgain(Mode mode) throws Exception {
        put("in", "order");
        Container container = container(mode);
        ConnectionFactory factory = factory(container);
        container.begin();
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("in"));
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("order");
            context.createProducer().send(context.createQueue("out"), "done");
        }
        container.rollback();
        assertThat(take("in")).isEqualTo("order");
        assertThat(nothingIn("out")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"XA", "LOCAL", "NONE"})
    void withoutATransactionSendsAndAcknowledgementsCountAtOnce(Mode mode) throws Exception {
        put("in", "order");
        try (JMSContext context = factory(container(mode)).createContext()) {
            assertThat(context.createConsumer(context.createQueue("in")).receiveBody(String.class, SOON))
                    .isEqualTo("order");
            context.createProducer().send(context.createQueue("out"), "done");
            assertThat(take("out")).isEqualTo("done");
            assertThat(context.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
        }
        assertThat(nothingIn("in")).isTrue();
    }

    @Test
    void aConnectionServesOneTransactionAfterTheOtherAndNone() throws Exception {
        Container container = container(Mode.XA);
        ConnectionFactory factory = factory(container);
        for (int round = 0; round < 3; round++) {
            container.begin();
            send(factory, "rolled back " + round);
            container.rollback();
            send(factory, "plain " + round);
            container.begin();
            send(factory, "committed " + round);
            container.commit();
            assertThat(take("q")).isEqualTo("plain " + round);
            assertThat(take("q")).isEqualTo("committed " + round);
        }
        assertThat(container.all()).hasSize(1);
    }

    private static void send(ConnectionFactory factory, String text) throws Exception {
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            producer.send(session.createTextMessage(text));
        }
    }

    @Test
    void theApplicationCannotCompleteTheContainersTransaction() throws Exception {
        Container container = container(Mode.XA);
        ConnectionFactory factory = factory(container);
        container.begin();
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
            assertThat(session.getTransacted()).isTrue();
            assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
            assertThatThrownBy(session::commit).isInstanceOf(TransactionInProgressException.class);
            assertThatThrownBy(session::rollback).isInstanceOf(TransactionInProgressException.class);
            assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
        }
        container.rollback();
    }

    @Test
    void aCleanupDuringABranchIsRefused() throws Exception {
        ManagedConnection connection = managed().createManagedConnection(null, null);
        BranchName branch = BranchName.unique();
        connection.getXAResource().start(branch, XAResource.TMNOFLAGS);
        assertThatThrownBy(connection::cleanup).hasMessageContaining("in a transaction");
        connection.getXAResource().end(branch, XAResource.TMSUCCESS);
        connection.getXAResource().rollback(branch);
        connection.cleanup();
        connection.destroy();
    }

    @Test
    void aCleanupRollsBackTheLocalTransactionThatWasLeftOpen() throws Exception {
        ManagedConnection connection = managed().createManagedConnection(null, null);
        connection.getLocalTransaction().begin();
        Connection handle = (Connection) connection.getConnection(null, null);
        Session session = handle.createSession();
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("lost"));
        connection.cleanup();
        assertThat(nothingIn("q")).isTrue();
        connection.getLocalTransaction().begin();
        connection.getLocalTransaction().commit();
        connection.destroy();
    }

    @Test
    void aLocalTransactionIsBegunOnceAndEndedOnce() throws Exception {
        ManagedConnection connection = managed().createManagedConnection(null, null);
        assertThatThrownBy(() -> connection.getLocalTransaction().commit())
                .isInstanceOf(LocalTransactionException.class);
        connection.getLocalTransaction().begin();
        assertThatThrownBy(() -> connection.getLocalTransaction().begin())
                .isInstanceOf(LocalTransactionException.class);
        connection.getLocalTransaction().rollback();
        assertThatThrownBy(() -> connection.getLocalTransaction().rollback())
                .isInstanceOf(LocalTransactionException.class);
        connection.destroy();
    }

    @Test
    void resourcesOfTheSameBrokerAreTheSameResourceManager() throws Exception {
        AngariumManagedConnectionFactory factory = managed();
        ManagedConnection one = factory.createManagedConnection(null, null);
        ManagedConnection two = factory.createManagedConnection(null, null);
        assertThat(one.getXAResource()).isSameAs(one.getXAResource());
        assertThat(one.getXAResource().isSameRM(two.getXAResource())).isTrue();
        one.destroy();
        two.destroy();
    }

    @Test
    void whatWasPreparedIsRecoveredByAResourceWhoseConnectionIsDestroyed() throws Exception {
        ManagedConnection connection = managed().createManagedConnection(null, null);
        Connection handle = (Connection) connection.getConnection(null, null);
        Session session = handle.createSession();
        XAResource resource = connection.getXAResource();
        BranchName branch = BranchName.unique();
        resource.start(branch, XAResource.TMNOFLAGS);
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("in doubt"));
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
        connection.destroy();
        assertThat(Arrays.stream(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)))
                .anyMatch(branch::isSame);
        resource.commit(branch, false);
        assertThat(take("q")).isEqualTo("in doubt");
        adapter.stop();
        assertThatThrownBy(() -> resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL));
    }

    @Test
    void aCommitDuringAnOutageIsDoneWhenTheBrokerIsBack() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// would start another broker");
        ManagedConnection connection = managed().createManagedConnection(null, null);
        Connection handle = (Connection) connection.getConnection(null, null);
        Session session = handle.createSession();
        XAResource resource = connection.getXAResource();
        BranchName branch = BranchName.unique();
        resource.start(branch, XAResource.TMNOFLAGS);
        session.createProducer(session.createQueue("q")).send(session.createTextMessage("in doubt"));
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
        broker.close();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> {
            begun.countDown();
            try {
                resource.commit(branch, false);
            } catch (XAException e) {
                throw new CompletionException(e);
            }
        });
        assertThat(begun.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        restartBroker();
        commit.get(SOON, TimeUnit.MILLISECONDS);
        assertThat(take("q")).isEqualTo("in doubt");
        connection.destroy();
    }
}
