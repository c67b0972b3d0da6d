package io.angarium.jms.outbox;

import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where the sends of the calling thread become rows: in the transaction of the connection that it has named, else in that of what its data
 * source gives it, as data sources of containers and frameworks do. Any thread, each with its own connection.
 */
final class CurrentTransaction {
    private final DataSource source;
    private final Clock clock;
    private final ThreadLocal<@Nullable Connection> named = new ThreadLocal<>();

    CurrentTransaction(DataSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** The thread's sends go there until the end of the scope; scopes may be nested. */
    OutboxConnectionFactory.Scope name(Connection connection) {
        Connection before = named.get();
        named.set(connection);
        return () -> {
            if (before == null) {
                named.remove();
            } else {
                named.set(before);
            }
        };
    }

    /** Inserts a row. */
    void insert(Destination to, EncodedMessage message, long timeToLive, long deliveryDelay) throws SQLException {
        Connection current = named.get();
        if (current != null) {
            insert(current, to, message, timeToLive, deliveryDelay);
            return;
        }
        try (Connection given = source.getConnection()) {
            insert(given, to, message, timeToLive, deliveryDelay);
        }
    }

    private void insert(
            Connection connection, Destination to, EncodedMessage message, long timeToLive, long deliveryDelay)
            throws SQLException {
        if (connection.getAutoCommit()) {
            throw new SQLException(
                    "there is no database transaction for the message to be part of: its connection is in"
                            + " auto-commit mode. Begin one, or name the connection that has it (OutboxConnectionFactory.within)");
        }
        long now = clock.millis();
        OutboxRows.insert(
                connection,
                to,
                message,
                timeToLive == 0 ? 0 : now + timeToLive,
                deliveryDelay == 0 ? 0 : now + deliveryDelay);
    }
}
