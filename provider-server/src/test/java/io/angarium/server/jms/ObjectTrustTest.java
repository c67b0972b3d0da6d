package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Object messages are read as far as they are trusted. */
class ObjectTrustTest extends BrokerBased {

    /** Something to serialise. */
    record Order(int number, String customer) implements Serializable {}

    private ObjectMessage through(Connection connection, Serializable object) throws JMSException {
        connection.start();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        session.createProducer(queue).send(session.createObjectMessage(object));
        ObjectMessage received = (ObjectMessage) session.createConsumer(queue).receive(SOON);
        session.close();
        return received;
    }

    @Test
    void whatIsNotTrustedIsRefusedAndTheErrorSaysHowToTrustIt() throws JMSException {
        ObjectMessage message = through(connection(), new Order(1, "x"));
        assertThatThrownBy(message::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("trustedClasses=" + Order.class.getName())
                .hasMessageContaining("trustedPackages=io.angarium.server.jms");
    }

    @Test
    void harmlessClassesNeedNoTrust() throws JMSException {
        assertThat(through(connection(), "text").getObject()).isEqualTo("text");
        assertThat(through(connection(), 42L).getObject()).isEqualTo(42L);
        assertThat(through(connection(), new int[] {1, 2}).getObject()).isEqualTo(new int[] {1, 2});
    }

    @Test
    void trustComesFromTheUriOrTheFactory() throws JMSException {
        Order order = new Order(1, "x");
        assertThat(through(
                                closedLater(factory("trustedClasses=" + Order.class.getName())
                                        .createConnection()),
                                order)
                        .getObject())
                .isEqualTo(order);
        var factory = factory();
        factory.setTrustedPackages("io.angarium.server,java.util");
        assertThat(through(closedLater(factory.createConnection()), new ArrayList<>(List.of(order)))
                        .getObject())
                .isEqualTo(List.of(order));
    }
}
