package io.angarium.jms.outbox;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections whose sends are rows in the application's own database transaction: they count if and only if it commits, and a relay
 * moves them to the broker then, each once, in their order for each destination. Used through the ordinary API (Jakarta Messaging 3.1
 * section 7.1), with sessions that are not transacted; what else a broker is asked for is refused. No broker is needed to send.
 *
 * <p>Which transaction: that of the connection that {@link #within} names, else that of what {@code dataSource.getConnection()} gives the
 * thread, which is the current one with the data sources of containers and with transaction-aware ones of frameworks. A connection in
 * auto-commit mode is refused.
 *
 * <p>Each instance of an application may {@link #start} the relay: they take turns, one at a time. Thread-safe.
 */
public final class OutboxConnectionFactory implements ConnectionFactory, AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final CurrentTransaction transaction;
    private final OutboxConnections connections;
    private final OutboxRelay relay;

    /**
     * @param dataSource leads to the database with the tables of {@link OutboxTables}
     * @param broker where the relay moves messages to, and as whom
     */
    public OutboxConnectionFactory(DataSource dataSource, AngariumConnectionFactory broker) {
        this(dataSource, dataSource, broker, PAUSE);
    }

    /**
     * With a data source of its own for the relay, which runs in transactions of its own: where the application's takes part in those of a
     * transaction manager.
     *
     * @param pause how long the relay rests when it has found nothing to move
     */
    public OutboxConnectionFactory(
            DataSource dataSource, DataSource ofTheRelay, AngariumConnectionFactory broker, Duration pause) {
        Clock clock = Clock.systemUTC();
        transaction = new CurrentTransaction(dataSource, clock);
        connections = new OutboxConnections(broker, transaction);
        relay = new OutboxRelay(ofTheRelay, new RelayLinks(connections::toBroker), clock, pause);
    }

    /** Ends the naming of a connection. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Sends of this thread become rows over that connection, in its transaction, until the scope is closed.
     *
     * @param connection not in auto-commit mode; stays the caller's to commit and close
     */
    public Scope within(java.sql.Connection connection) {
        return transaction.name(connection);
    }

    /** Starts this instance's relay, on a thread {@code angarium-outbox-relay}. */
    public void start() {
        relay.start();
    }

    /** Ends this instance's relay after what it has begun. Connections go on: what they send waits for another instance. */
    @Override
    public void close() {
        relay.close();
    }

    @Override
    public jakarta.jms.Connection createConnection() throws JMSException {
        return connections.createConnection();
    }

    @Override
    public jakarta.jms.Connection createConnection(@Nullable String user, @Nullable String password)
            throws JMSException {
        return connections.createConnection(user, password);
    }

    @Override
    public JMSContext createContext() {
        return connections.createContext();
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return connections.createContext(user, password);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        return connections.createContext(user, password, sessionMode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return connections.createContext(sessionMode);
    }
}
