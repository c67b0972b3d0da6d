package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Container;
import io.angarium.ra.container.Mode;
import io.angarium.ra.handle.Request;
import io.angarium.ra.outbound.AngariumManagedConnectionFactory;
import io.angarium.ra.outbound.AngariumManagedQueueConnectionFactory;
import io.angarium.ra.outbound.AngariumManagedTopicConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connection management: Connectors 2.1 chapter 6, lazy association of chapter 7. */
class ConnectionsTest extends BrokerBased {

    @Test
    void aClosedConnectionGoesBackToThePoolAndIsUsedAgain() throws Exception {
        Container container = container(Mode.NONE);
        ConnectionFactory factory = factory(container);
        for (int i = 0; i < 3; i++) {
            Connection connection = factory.createConnection();
            connection.close();
            connection.close();
            assertThat(container.free()).isEqualTo(1);
            assertThat(container.used()).isZero();
        }
        assertThat(container.all()).hasSize(1);
        assertThat(container.errors()).isEmpty();
    }

    @Test
    void aClosedHandleAndAllThatWasMadeOfItRefuse() throws Exception {
        Container container = container(Mode.NONE);
        Connection connection = factory(container).createConnection();
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        TextMessage message = session.createTextMessage("x");
        connection.close();
        assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        consumer.close();
        producer.close();
        session.close();
    }

    @Test
    void whatAnApplicationLeftOpenDoesNotReachTheNext() throws Exception {
        Container container = container(Mode.NONE);
        ConnectionFactory factory = factory(container);
        Connection first = factory.createConnection();
        first.start();
        Session session = first.createSession();
        MessageConsumer forgotten = session.createConsumer(session.createQueue("q"));
        TemporaryQueue temporary = session.createTemporaryQueue();
        first.close();
        put("q", "for the next");
        Connection second = factory.createConnection();
        Session next = second.createSession();
        MessageProducer late = next.createProducer(temporary);
        assertThatThrownBy(() -> late.send(next.createMessage())).isInstanceOf(InvalidDestinationException.class);
        MessageConsumer consumer = next.createConsumer(next.createQueue("q"));
        assertThat(consumer.receive(MOMENT)).as("not started").isNull();
        second.start();
        assertThat(consumer.receive(SOON).getBody(String.class)).isEqualTo("for the next");
        assertThatThrownBy(forgotten::receiveNoWait).isInstanceOf(IllegalStateException.class);
        second.close();
    }

    @Test
    void aDestroyedConnectionInvalidatesItsHandles() throws Exception {
        ManagedConnection connection = managed().createManagedConnection(null, null);
        Connection handle = (Connection) connection.getConnection(null, null);
        connection.destroy();
        connection.destroy();
        assertThatThrownBy(handle::createSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.getConnection(null, null))
                .isInstanceOf(jakarta.resource.spi.IllegalStateException.class);
    }

    @Test
    void aLostConnectionIsToldOnceAndReplaced() throws Exception {
        Container container = container(Mode.XA);
        ConnectionFactory factory = factory(container);
        factory.createConnection().close();
        ManagedConnection lost = container.all().iterator().next();
        restartBroker();
        await().until(() -> container.all().isEmpty());
        assertThat(container.errors()).hasSize(1);
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("q"), "after");
        }
        assertThat(take("q")).isEqualTo("after");
        assertThat(container.all()).doesNotContain(lost);
    }

    @Test
    void aLostConnectionIsInvalidAndMatchesNothing() throws Exception {
        AngariumManagedConnectionFactory factory = managed();
        ManagedConnection lost = factory.createManagedConnection(null, null);
        assertThat(factory.getInvalidConnections(Set.of(lost))).isEmpty();
        assertThat(factory.matchManagedConnections(Set.of(lost), null, null)).isSameAs(lost);
        restartBroker();
        await().until(() -> factory.getInvalidConnections(Set.of(lost)).contains(lost));
        assertThat(factory.matchManagedConnections(Set.of(lost), null, null)).isNull();
        lost.destroy();
    }

    @Test
    void connectionsMatchTheirOwnFactoryOnly() throws Exception {
        AngariumManagedConnectionFactory factory = managed();
        AngariumManagedConnectionFactory other = managed();
        other.setTrustedClasses("some.Class");
        ManagedConnection connection = factory.createManagedConnection(null, null);
        assertThat(factory).isEqualTo(managed()).hasSameHashCodeAs(managed()).isNotEqualTo(other);
        assertThat(managed().matchManagedConnections(Set.of(connection), null, Request.PLAIN))
                .isSameAs(connection);
        assertThat(other.matchManagedConnections(Set.of(connection), null, null))
                .isNull();
        connection.destroy();
    }

    @Test
    void openObjectsFollowAHandleThatTheContainerMoves() throws Exception {
        Container container = container(Mode.NONE);
        Connection connection = factory(container).createConnection();
        connection.start();
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("q"));
        producer.setPriority(7);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        for (int round = 0; round < 3; round++) {
            container.dissociateAll();
            assertThat(container.used()).isZero();
            producer.send(session.createTextMessage("round " + round));
            assertThat(container.used()).isEqualTo(1);
            TextMessage received = (TextMessage) consumer.receive(SOON);
            assertThat(received.getText()).isEqualTo("round " + round);
            assertThat(received.getJMSPriority()).isEqualTo(7);
        }
        container.dissociateAll();
        connection.close();
        assertThatThrownBy(connection::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void queueAndTopicFactoriesMakeWhatTheirInterfacesSay() throws Exception {
        Container container = container(Mode.NONE);
        QueueConnectionFactory queues = (QueueConnectionFactory)
                associated(new AngariumManagedQueueConnectionFactory()).createConnectionFactory(container);
        try (QueueConnection connection = queues.createQueueConnection()) {
            connection.start();
            QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            QueueReceiver receiver = session.createReceiver(session.createQueue("q"));
            session.createSender(session.createQueue("q")).send(session.createTextMessage("by queue"));
            assertThat(receiver.receive(SOON).getBody(String.class)).isEqualTo("by queue");
            assertThat(receiver.getQueue().getQueueName()).isEqualTo("q");
            assertThatThrownBy(() -> session.createTopic("t")).isInstanceOf(IllegalStateException.class);
        }
        TopicConnectionFactory topics = (TopicConnectionFactory)
                associated(new AngariumManagedTopicConnectionFactory()).createConnectionFactory(container);
        try (TopicConnection connection = topics.createTopicConnection()) {
            connection.start();
            TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
            TopicSubscriber subscriber = session.createSubscriber(session.createTopic("t"));
            session.createPublisher(session.createTopic("t")).publish(session.createTextMessage("by topic"));
            assertThat(subscriber.receive(SOON).getBody(String.class)).isEqualTo("by topic");
            assertThatThrownBy(() -> session.createQueue("q")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void withoutAContainerAConnectionLivesAsLongAsItsHandle() throws Exception {
        ConnectionFactory factory = (ConnectionFactory) managed().createConnectionFactory();
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("q"), "alone");
        }
        assertThat(take("q")).isEqualTo("alone");
    }

    @Test
    void aBrokerThatIsAwayAndAUriThatIsNoneAreToldApart() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker that is away");
        AngariumManagedConnectionFactory factory = managed();
        broker.close();
        assertThatThrownBy(() -> factory.createManagedConnection(null, null)).isInstanceOf(CommException.class);
        factory.setUri("angarium:/wrong");
        assertThatThrownBy(() -> factory.createConnectionFactory(container(Mode.NONE)))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("uri");
    }

    @Test
    void anAdapterIsAssociatedOnce() throws Exception {
        AngariumManagedConnectionFactory factory = managed();
        factory.setResourceAdapter(adapter);
        assertThatThrownBy(() -> factory.setResourceAdapter(new AngariumResourceAdapter()))
                .isInstanceOf(jakarta.resource.spi.IllegalStateException.class);
    }

    @Test
    void metaDataNamesTheProviderAndTheUser() throws Exception {
        AngariumManagedConnectionFactory factory = managed();
        factory.setUser("anna");
        ManagedConnection connection = managed().createManagedConnection(null, null);
        assertThat(connection.getMetaData().getEISProductName()).contains("Angarium");
        assertThat(connection.getMetaData().getMaxConnections()).isZero();
        connection.destroy();
    }

    @Test
    void aStartWithAUriThatIsNoneIsRefused() {
        AngariumResourceAdapter wrong = new AngariumResourceAdapter();
        wrong.setUri("http://localhost:7171");

        assertThatThrownBy(() -> wrong.start(works))
                .isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessageContaining("uri")
                .hasMessageContaining("http");
    }
}
