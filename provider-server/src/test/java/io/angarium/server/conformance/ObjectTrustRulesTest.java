package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of another process an ObjectMessage may bring to life: section 3.11, and the allow-list that this provider puts before it. */
class ObjectTrustRulesTest extends WithBroker {

    /** Counts how often a stranger was brought to life. */
    public static final class Stranger implements Serializable {
        private static final long serialVersionUID = 1L;
        static int alive;

        private void readObject(java.io.ObjectInputStream in) {
            alive++;
        }
    }

    /** Holds whatever it is given. */
    public static final class Box implements Serializable {
        private static final long serialVersionUID = 1L;
        final Object content;

        Box(Object content) {
            this.content = content;
        }
    }

    /** An interface for a proxy, and what stands behind it. */
    public static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return null;
        }
    }

    private static final String BOX = Box.class.getName();

    private ObjectMessage sent(AngariumConnectionFactory receiver, Serializable object) throws JMSException {
        Connection connection = closedLater(receiver.createConnection());
        connection.start();
        Session session = connection.createSession();
        Queue queue = session.createTemporaryQueue();
        session.createProducer(queue).send(session.createObjectMessage(object));
        return (ObjectMessage) session.createConsumer(queue).receive(SOON);
    }

    private void refused(AngariumConnectionFactory receiver, Serializable object, Class<?> culprit)
            throws JMSException {
        ObjectMessage message = sent(receiver, object);
        assertThatThrownBy(message::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining(culprit.getName())
                .hasMessageContaining("trustedClasses=" + culprit.getName());
        assertThat(message.isBodyAssignableTo(Serializable.class)).isFalse();
        message.acknowledge();
    }

    @Test
    void aClassThatIsNotListedIsRefusedBeforeItComesToLife() throws JMSException {
        int before = Stranger.alive;
        refused(factory(), new Stranger(), Stranger.class);
        assertThat(Stranger.alive).isEqualTo(before);
    }

    @Test
    void aStrangerInsideOfWhatIsTrustedIsRefusedByItsOwnName() throws JMSException {
        int before = Stranger.alive;
        AngariumConnectionFactory boxes = factory("trustedClasses=" + BOX + ",java.util.ArrayList,java.util.HashMap");
        refused(boxes, new Box(new Stranger()), Stranger.class);
        refused(boxes, new Box(new Stranger[] {new Stranger()}), Stranger.class);
        refused(boxes, new ArrayList<>(List.of(new Box(new Stranger()))), Stranger.class);
        refused(boxes, new HashMap<>(Map.of("key", new Stranger())), Stranger.class);
        refused(boxes, new Box(new BigDecimal("1.5")), BigDecimal.class);
        assertThat(Stranger.alive).isEqualTo(before);
    }

    @Test
    void theListComesFromTheUriAndTheSettersAndTheyAddUp() throws JMSException {
        assertThat(((Box) sent(factory("trustedClasses=" + BOX), new Box("x")).getObject()).content)
                .isEqualTo("x");
        AngariumConnectionFactory both = factory("trustedClasses=" + BOX);
        both.setTrustedClasses("java.math.BigDecimal,java.math.BigInteger");
        assertThat(((Box) sent(both, new Box(new BigDecimal("1.5"))).getObject()).content)
                .isEqualTo(new BigDecimal("1.5"));
        AngariumConnectionFactory packages = factory("trustedPackages=io.angarium.server.conformance");
        assertThat(sent(packages, new Box(new int[] {1, 2})).getObject()).isInstanceOf(Box.class);
        AngariumConnectionFactory neighbour = factory("trustedPackages=io.angarium.server.conform");
        refused(neighbour, new Box("x"), Box.class);
    }

    @Test
    void aProxyIsRefusedThoughItsHandlerIsTrusted() throws JMSException {
        AngariumConnectionFactory trusting = factory("trustedPackages=io.angarium.server.conformance,java.lang");
        Serializable proxy = (Serializable) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Serializable.class, Runnable.class}, new Handler());
        ObjectMessage message = sent(trusting, proxy);
        assertThatThrownBy(message::getObject).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void anObjectThatIsNestedWithoutMeasureIsRefused() throws JMSException {
        Object nested = "core";
        for (int i = 0; i < 1500; i++) {
            nested = new Object[] {nested};
        }
        ObjectMessage message = sent(factory(), (Serializable) nested);
        assertThatThrownBy(message::getObject).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void whatIsHarmlessByNatureNeedsNoList() throws JMSException {
        for (Serializable harmless : Arrays.<Serializable>asList(
                "text", 1, 2L, 1.5, 'c', true, (byte) 1, new int[] {1}, new String[] {"a"}, new Object[] {"a", 1})) {
            assertThat(sent(factory(), harmless).getObject())
                    .usingRecursiveComparison()
                    .isEqualTo(harmless);
        }
    }

    @Test
    void theSenderOfAnObjectMayReadItAgain() throws JMSException {
        Session session = connection().createSession();
        ObjectMessage message = session.createObjectMessage(new Box("own"));
        session.createProducer(session.createQueue("orders")).send(message);
        assertThat(((Box) message.getObject()).content).isEqualTo("own");
    }
}
