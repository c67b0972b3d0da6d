package io.angarium.server.jms;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker of its own for each test, and the connections to it. */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class BrokerBased {
    /** Long enough for a busy machine; what is expected comes much sooner. */
    protected static final long SOON = 10_000;

    /** How long to look for what must not come. */
    protected static final long MOMENT = 150;

    @Parameter
    protected Transport transport;

    @TempDir
    protected Path folder;

    private final List<Connection> connections = new ArrayList<>();
    protected Broker broker;

    @BeforeEach
    final void startBroker() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
    }

    @AfterEach
    final void stopBroker() throws JMSException {
        try {
            for (Connection connection : connections) {
                connection.close();
            }
        } finally {
            broker.close();
        }
    }

    protected final AngariumConnectionFactory factory() {
        return new AngariumConnectionFactory(transport.uri(broker));
    }

    protected final AngariumConnectionFactory factory(String option) {
        return new AngariumConnectionFactory(transport.uri(broker, option));
    }

    /** A connection that ends with its link. */
    protected final Connection mortal() throws JMSException {
        return closedLater(factory("reconnect=false").createConnection());
    }

    /** A connection that is closed after the test. */
    protected final Connection connection() throws JMSException {
        return closedLater(factory().createConnection());
    }

    protected final Connection started() throws JMSException {
        Connection connection = connection();
        connection.start();
        return connection;
    }

    protected final <C extends Connection> C closedLater(C connection) {
        connections.add(connection);
        return connection;
    }

    protected static String text(Message message) throws JMSException {
        return message == null ? null : ((TextMessage) message).getText();
    }

    protected static String receive(MessageConsumer consumer) throws JMSException {
        return text(consumer.receive(SOON));
    }
}
