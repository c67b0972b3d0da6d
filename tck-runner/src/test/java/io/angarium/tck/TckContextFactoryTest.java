package io.angarium.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.util.Hashtable;
import java.util.concurrent.TimeUnit;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TckContextFactoryTest {

    @Test
    void theNamesOfTheTckLeadToAdministeredObjects() throws NamingException {
        assertThat(lookup("MY_QUEUE")).isInstanceOf(Queue.class);
        assertThat(lookup("testT0")).isInstanceOf(Topic.class);
        assertThatThrownBy(() -> lookup("other")).isInstanceOf(NameNotFoundException.class);
    }

    @Test
    void theUserOfTheTckAndNobodyAtAllMayConnectAndStrangersMayNot() throws NamingException, JMSException {
        ConnectionFactory factory = (ConnectionFactory) lookup("MyConnectionFactory");
        factory.createConnection("j2ee", "j2ee").close();
        factory.createConnection().close();
        assertThatThrownBy(() -> factory.createConnection("invalid", "invalid"))
                .isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void theFactoryForDurableSubscriptionsHasItsClientIdentifier() throws NamingException, JMSException {
        ConnectionFactory factory = (ConnectionFactory) lookup("DURABLE_SUB_CONNECTION_FACTORY");
        try (Connection connection = factory.createConnection()) {
            assertThat(connection.getClientID()).isEqualTo("cts");
        }
    }

    @SuppressWarnings("BanJNDI") // what the TCK does; nothing here comes from a user
    private static Object lookup(String name) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, TckContextFactory.class.getName());
        return new InitialContext(environment).lookup(name);
    }
}
