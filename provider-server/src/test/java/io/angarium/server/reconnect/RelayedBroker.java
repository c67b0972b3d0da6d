package io.angarium.server.reconnect;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A broker, a relay before it, and the connections of a test through that, which end with it. */
final class RelayedBroker implements AutoCloseable {
    private final Path folder;
    private final List<Connection> connections = new ArrayList<>();
    private final Relay relay;
    private Broker broker;

    RelayedBroker(Path folder) {
        this.folder = folder;
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        relay = new Relay(broker.port());
    }

    Relay relay() {
        return relay;
    }

    int port() {
        return broker.port();
    }

    /** A factory of its own. */
    ConnectionFactory factory(String options) {
        return new AngariumConnectionFactory("angarium://127.0.0.1:" + relay.port() + options);
    }

    /** A started connection whose application must not be told of anything. */
    Connection connect(ConnectionFactory factory) throws JMSException {
        Connection connection = own(factory.createConnection());
        connection.setExceptionListener(problem -> {
            throw new AssertionError("the application was told", problem);
        });
        connection.start();
        return connection;
    }

    /** Closes that connection in the end. */
    Connection own(Connection connection) {
        connections.add(connection);
        return connection;
    }

    /** Closes it now. */
    void close(Connection connection) throws JMSException {
        connections.remove(connection);
        connection.close();
    }

    /** Stops it, does something meanwhile, and starts it anew with the same data. */
    void restart(Meanwhile meanwhile) throws JMSException {
        restart(BrokerSettings.in(folder).withPort(broker.port()), meanwhile);
    }

    /** The same with other settings. */
    void restart(BrokerSettings settings, Meanwhile meanwhile) throws JMSException {
        broker.close();
        try {
            meanwhile.run();
        } finally {
            broker = Broker.start(settings);
        }
    }

    /** What is done without a broker. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws JMSException;
    }

    @Override
    public void close() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        relay.close();
        broker.close();
    }
}
