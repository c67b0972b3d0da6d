package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.ra.container.BranchName;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Container;
import io.angarium.ra.container.Mode;
import io.angarium.ra.outbound.AngariumManagedConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many managed connections over few connections to the broker: the property connectionsPerSocket. */
class SharedSocketsTest extends BrokerBased {
    private static final int SHARING = 4;

    private AngariumManagedConnectionFactory sharing() throws ResourceException {
        AngariumManagedConnectionFactory factory = managed();
        factory.setConnectionsPerSocket(Integer.toString(SHARING));
        return factory;
    }

    private int sockets() {
        return adapter.openConnections().sockets();
    }

    private List<ManagedConnection> make(AngariumManagedConnectionFactory factory, int count) throws ResourceException {
        List<ManagedConnection> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(factory.createManagedConnection(null, null));
        }
        return made;
    }

    @Test
    void asManyAsAreAllowedShareASocketAndTheLastClosesIt() throws Exception {
        List<ManagedConnection> connections = make(sharing(), 2 * SHARING + 1);
        assertThat(sockets()).isEqualTo(3);
        for (ManagedConnection connection : connections.subList(0, SHARING - 1)) {
            connection.destroy();
        }
        assertThat(sockets()).isEqualTo(3);
        connections.get(SHARING - 1).destroy();
        assertThat(sockets()).isEqualTo(2);
        for (ManagedConnection connection : connections) {
            connection.destroy();
        }
        assertThat(sockets()).isZero();
    }

    @Test
    void thoseThatComeAtTheSameTimeShareOneToo() throws Exception {
        AngariumManagedConnectionFactory factory = sharing();
        List<CompletableFuture<ManagedConnection>> coming = IntStream.range(0, SHARING)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return factory.createManagedConnection(null, null);
                    } catch (ResourceException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        for (CompletableFuture<ManagedConnection> each : coming) {
            each.get(SOON, TimeUnit.MILLISECONDS);
        }
        assertThat(sockets()).isEqualTo(1);
        for (CompletableFuture<ManagedConnection> each : coming) {
            each.join().destroy();
        }
        assertThat(sockets()).isZero();
    }

    @Test
    void eachOfThemIsInATransactionOfItsOwn() throws Exception {
        List<ManagedConnection> two = make(sharing(), 2);
        List<BranchName> branches = List.of(BranchName.unique(), BranchName.unique());
        for (int i = 0; i < 2; i++) {
            two.get(i).getXAResource().start(branches.get(i), XAResource.TMNOFLAGS);
            Connection handle = (Connection) two.get(i).getConnection(null, null);
            Session session = handle.createSession();
            session.createProducer(session.createQueue("q")).send(session.createTextMessage("text " + i));
        }
        for (int i = 0; i < 2; i++) {
            two.get(i).getXAResource().end(branches.get(i), XAResource.TMSUCCESS);
        }
        two.get(0).getXAResource().rollback(branches.get(0));
        two.get(1).getXAResource().commit(branches.get(1), true);
        assertThat(take("q")).isEqualTo("text 1");
        assertThat(nothingIn("q")).isTrue();
        for (ManagedConnection each : two) {
            each.destroy();
        }
    }

    @Test
    void whatOneHasBegunIsRolledBackWhenItIsDestroyedAndTheOtherGoesOn() throws Exception {
        List<ManagedConnection> two = make(sharing(), 2);
        List<Session> sessions = new ArrayList<>();
        for (ManagedConnection each : two) {
            sessions.add(((Connection) each.getConnection(null, null)).createSession());
        }
        two.get(0).getXAResource().start(BranchName.unique(), XAResource.TMNOFLAGS);
        send(sessions.get(0), "lost");
        two.get(0).destroy();
        send(sessions.get(1), "kept");
        assertThat(take("q")).isEqualTo("kept");
        assertThat(nothingIn("q")).isTrue();
        two.get(1).destroy();
    }

    private static void send(Session session, String text) throws JMSException {
        session.createProducer(session.createQueue("q")).send(session.createTextMessage(text));
    }

    @Test
    void messagesComeToThoseThatAreStartedOnly() throws Exception {
        Container container = container(Mode.NONE);
        ConnectionFactory factory = (ConnectionFactory) sharing().createConnectionFactory(container);
        Connection stopped = factory.createConnection();
        Connection started = factory.createConnection();
        assertThat(sockets()).isEqualTo(1);
        Session waiting = stopped.createSession();
        MessageConsumer none = waiting.createConsumer(waiting.createQueue("q"));
        Session working = started.createSession();
        MessageConsumer all = working.createConsumer(working.createQueue("q"));
        started.start();
        put("q", "one", "two");
        assertThat(all.receive(SOON).getBody(String.class)).isEqualTo("one");
        assertThat(all.receive(SOON).getBody(String.class)).isEqualTo("two");
        assertThat(none.receive(MOMENT)).isNull();
        started.close();
        put("q", "three");
        stopped.start();
        assertThat(none.receive(SOON).getBody(String.class)).isEqualTo("three");
        stopped.close();
    }

    @Test
    void aLostSocketIsToldToThePoolForEachOfThem() throws Exception {
        assumeTrue(transport.reachesOut(), "a broker in the same JVM is not lost that way");
        Container container = container(Mode.NONE);
        ConnectionFactory factory = (ConnectionFactory) sharing().createConnectionFactory(container);
        Connection one = factory.createConnection();
        Connection two = factory.createConnection();
        restartBroker();
        await().atMost(SOON, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(container.errors()).hasSize(2));
        assertThat(container.all()).isEmpty();
        assertThat(sockets()).isZero();
        Connection three = factory.createConnection();
        send(three.createSession(), "again");
        assertThat(take("q")).isEqualTo("again");
        one.close();
        two.close();
        three.close();
    }

    @Test
    void usersDoNotShare() throws Exception {
        Container container = container(Mode.NONE);
        ConnectionFactory factory = (ConnectionFactory) sharing().createConnectionFactory(container);
        try (Connection anybody = factory.createConnection();
                Connection anna = factory.createConnection("anna", "secret")) {
            assertThat(List.of(anybody, anna)).hasSize(2);
            assertThat(sockets()).isEqualTo(2);
        }
    }

    @Test
    void whoCannotConnectLeavesNoSocket() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker that is away");
        AngariumManagedConnectionFactory factory = sharing();
        broker.close();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> factory.createManagedConnection(null, null))
                    .isInstanceOf(ResourceException.class);
        }
        restartBroker();
        factory.createManagedConnection(null, null).destroy();
        assertThat(sockets()).isZero();
    }

    @Test
    void noLocalIsRefusedSinceItWouldMeanTheOthersToo() throws Exception {
        Container container = container(Mode.NONE);
        ConnectionFactory factory = (ConnectionFactory) sharing().createConnectionFactory(container);
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            assertThatThrownBy(() -> session.createConsumer(session.createTopic("t"), null, true))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("connectionsPerSocket");
            assertThatThrownBy(() -> session.createDurableConsumer(session.createTopic("t"), "name", null, true))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("connectionsPerSocket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "many"})
    void aNumberThatMakesNoSenseIsRefused(String number) throws Exception {
        AngariumManagedConnectionFactory factory = managed();
        factory.setConnectionsPerSocket(number);
        assertThatThrownBy(factory::createConnectionFactory)
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("connectionsPerSocket")
                .hasMessageContaining(number);
    }
}
