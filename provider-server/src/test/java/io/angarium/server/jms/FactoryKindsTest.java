package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.jndi.AngariumObjectFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What containers and frameworks are told that ask with {@code instanceof}: ADR 14. */
class FactoryKindsTest extends BrokerBased {
    private static final List<Class<?>> PLAIN =
            List.of(ConnectionFactory.class, QueueConnectionFactory.class, TopicConnectionFactory.class);
    private static final List<Class<?>> XA =
            List.of(XAConnectionFactory.class, XAQueueConnectionFactory.class, XATopicConnectionFactory.class);

    private AngariumXAConnectionFactory xaFactory() {
        return new AngariumXAConnectionFactory(transport.uri(broker));
    }

    private static Object serialised(Object factory) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static Object fromJndi(AngariumConnectionFactory factory) throws Exception {
        return new AngariumObjectFactory().getObjectInstance(factory.getReference(), null, null, null);
    }

    @Test
    void anXaFactoryIsAPlainOneToo() throws Exception {
        for (Object factory : List.of(xaFactory(), serialised(xaFactory()), fromJndi(xaFactory()))) {
            assertThat(XA).allMatch(type -> type.isInstance(factory));
            assertThat(PLAIN).allMatch(type -> type.isInstance(factory));
        }
    }

    @Test
    void aPlainFactoryIsNoXaFactory() throws Exception {
        for (Object factory : List.of(factory(), serialised(factory()), fromJndi(factory()))) {
            assertThat(PLAIN).allMatch(type -> type.isInstance(factory));
            assertThat(XA).noneMatch(type -> type.isInstance(factory));
        }
    }

    @Test
    void onlyWhatIsAskedForAsXaIsXa() throws Exception {
        Connection plain = closedLater(xaFactory().createConnection());
        assertThat(plain).isNotInstanceOf(XAConnection.class);
        assertThat(plain.createSession().getAcknowledgeMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);
        assertThat(closedLater(xaFactory().createXAConnection())).isInstanceOf(XAConnection.class);
        try (JMSContext context = xaFactory().createContext();
                JMSContext xa = xaFactory().createXAContext()) {
            assertThat(context).isNotInstanceOf(XAJMSContext.class);
            assertThat(xa).isInstanceOf(XAJMSContext.class);
        }
    }
}
