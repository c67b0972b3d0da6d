package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.TestXid;
import io.angarium.server.tool.jmx.JmxViews;
import io.angarium.server.tool.jmx.TransactionsMXBean;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions as a JMX client sees and decides them. */
@Timeout(30)
class JmxViewsTest {
    private static final TestXid X = new TestXid("global", "x");

    @TempDir
    private Path folder;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private Broker broker;
    private ObjectName name;
    private JmxViews views;
    private TransactionsMXBean transactions;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withName("jmx-" + folder.hashCode()));
        views = JmxViews.register(broker.name(), new BrokerManagement(broker.name()));
        name = JmxViews.transactions(broker.name());
        transactions = JMX.newMXBeanProxy(server, name, TransactionsMXBean.class);
    }

    @AfterEach
    void stop() {
        views.close();
        broker.close();
    }

    /** Prepares a branch that has consumed one message and sent two; returns what it is called. */
    private String prepare() throws Exception {
        try (XAConnection connection = new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection()) {
            connection.start();
            XASession session = connection.createXASession();
            session.createProducer(session.createQueue("orders")).send(session.createTextMessage("order"));
            XAResource resource = session.getXAResource();
            resource.start(X, XAResource.TMNOFLAGS);
            assertThat(session.createConsumer(session.createQueue("orders")).receive(10_000))
                    .isNotNull();
            session.createProducer(session.createQueue("events")).send(session.createTextMessage("1"));
            session.createProducer(session.createQueue("events")).send(session.createTextMessage("2"));
            resource.end(X, XAResource.TMSUCCESS);
            resource.prepare(X);
        }
        return (String) row().get("xid");
    }

    private CompositeData row() throws Exception {
        return ((CompositeData[]) server.getAttribute(name, "Branches"))[0];
    }

    @Test
    void aPreparedBranchIsSeenWithAllThatTheCommandShows() throws Exception {
        assertThat(transactions.getPrepared()).isZero();
        String xid = prepare();
        assertThat(transactions.getPrepared()).isEqualTo(1);
        assertThat(transactions.getOldestPreparedSeconds()).isNotNegative();
        for (CompositeData row : List.of(row(), (CompositeData)
                server.invoke(name, "show", new Object[] {xid}, new String[] {String.class.getName()}))) {
            assertThat(row.get("state")).isEqualTo("PREPARED");
            assertThat(row.get("messagesIn")).isEqualTo(1L);
            assertThat(row.get("messagesOut")).isEqualTo(2L);
            assertThat(row.get("destinations")).isEqualTo("orders -1, events +2");
            assertThat((String) row.get("by")).isNotBlank();
            assertThat(row.get("outcome")).isEqualTo("");
        }
    }

    @Test
    void anOperatorSeesWhatADecisionWouldDoAndMakesIt() throws Exception {
        String xid = prepare();
        CompositeData would = decide("commit", xid, true);
        assertThat((String) would.get("outcome")).startsWith("would commit");
        assertThat(transactions.getPrepared()).isEqualTo(1);
        assertThat(decide("commit", xid, false).get("outcome")).isEqualTo("commit");
        assertThat(row().get("state")).isEqualTo("COMMITTED_BY_HAND");
        assertThatThrownBy(() -> decide("rollback", xid, false)).hasStackTraceContaining("only a prepared one");
        try (XAConnection connection = new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection()) {
            XAResource resource = connection.createXASession().getXAResource();
            assertThatThrownBy(() -> resource.rollback(X))
                    .isInstanceOfSatisfying(
                            XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XA_HEURCOM));
        }
        assertThat((String) decide("forget", xid, true).get("outcome")).startsWith("would forget");
        assertThat(decide("forget", xid, false).get("outcome")).isEqualTo("forget");
        assertThat((CompositeData[]) server.getAttribute(name, "Branches")).isEmpty();
        assertThatThrownBy(() -> transactions.show(xid)).hasMessageContaining("does not exist");
    }

    private CompositeData decide(String what, String xid, boolean dryRun) throws Exception {
        return (CompositeData)
                server.invoke(name, what, new Object[] {xid, dryRun}, new String[] {String.class.getName(), "boolean"});
    }

    @Test
    void theViewGoesWithTheBroker() {
        assertThat(server.isRegistered(name)).isTrue();
        views.close();
        assertThat(server.isRegistered(name)).isFalse();
        broker.close();
        BrokerManagement gone = new BrokerManagement(broker.name());
        assertThatThrownBy(() -> gone.ask("tx.list", java.util.Map.of())).hasMessageContaining("has stopped");
        assertThat(Broker.named(broker.name())).isEmpty();
    }
}
