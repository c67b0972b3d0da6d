package io.angarium.jms.outbox;

import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The SQL of the outbox. Rows without an incarnation wait; those with one have been given the number with which they are sent, before they
 * are sent, so that whoever sends them again sends the same. No state; the caller's connection and transaction.
 */
final class OutboxRows {
    private static final int REASON_CHARS = 500;

    private OutboxRows() {}

    /**
     * A row that waits.
     *
     * @param destination where it goes
     */
    record Waiting(long id, Destination destination) {}

    /**
     * A row with its number.
     *
     * @param expiresAt milliseconds since the epoch, 0 for never
     * @param deliverAt milliseconds since the epoch, 0 for at once
     */
    record Numbered(long id, long sequence, EncodedMessage message, long expiresAt, long deliverAt) {}

    /**
     * What was numbered and is still there: somebody did not come to its end.
     *
     * @param since milliseconds since the epoch when it was numbered
     */
    record Unfinished(UUID incarnation, long first, long last, long since) {}

    static void insert(Connection connection, Destination to, EncodedMessage message, long expiresAt, long deliverAt)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ANGARIUM_OUTBOX (DESTINATION, MESSAGE, EXPIRES_AT, DELIVER_AT) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, text(to));
            insert.setBytes(2, message.array());
            insert.setLong(3, expiresAt);
            insert.setLong(4, deliverAt);
            insert.executeUpdate();
        }
    }

    private static String text(Destination destination) {
        return destination.kind() + " " + destination.name();
    }

    private static Destination destination(String text) {
        int space = text.indexOf(' ');
        return new Destination(Destination.Kind.valueOf(text.substring(0, space)), text.substring(space + 1));
    }

    /** Waits for its turn and keeps it until the transaction ends: the lock of one row, which the end of the connection gives up too. */
    static void takeTurn(Connection connection) throws SQLException {
        try (Statement update = connection.createStatement()) {
            if (update.executeUpdate("UPDATE ANGARIUM_OUTBOX_RELAY SET TURNS = TURNS + 1 WHERE ID = 1") != 1) {
                throw new SQLException("ANGARIUM_OUTBOX_RELAY has no row with ID 1; see: angarium outbox ddl");
            }
        }
    }

    /** Whether there is anything to move. */
    static boolean any(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT ID FROM ANGARIUM_OUTBOX WHERE REFUSED IS NULL")) {
            select.setMaxRows(1);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** The oldest rows that wait. */
    static List<Waiting> waiting(Connection connection, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT ID, DESTINATION FROM ANGARIUM_OUTBOX"
                + " WHERE INCARNATION IS NULL AND REFUSED IS NULL ORDER BY ID")) {
            select.setMaxRows(most);
            List<Waiting> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new Waiting(rows.getLong(1), destination(rows.getString(2))));
                }
            }
            return found;
        }
    }

    /** What somebody has numbered and not finished; of one incarnation, the others are found next time. */
    static List<Unfinished> unfinished(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT INCARNATION, MIN(SEQUENCE_NUMBER),"
                        + " MAX(SEQUENCE_NUMBER), MIN(ASSIGNED_AT) FROM ANGARIUM_OUTBOX WHERE INCARNATION IS NOT NULL"
                        + " GROUP BY INCARNATION");
                ResultSet rows = select.executeQuery()) {
            List<Unfinished> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Unfinished(
                        UUID.fromString(rows.getString(1)), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
            }
            return found;
        }
    }

    /** Numbers rows in their order, from the one after {@code last} on. */
    static void number(Connection connection, List<Waiting> rows, UUID incarnation, long last, long now)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE ANGARIUM_OUTBOX SET INCARNATION = ?, SEQUENCE_NUMBER = ?, ASSIGNED_AT = ? WHERE ID = ?")) {
            long sequence = last;
            for (Waiting row : rows) {
                update.setString(1, incarnation.toString());
                update.setLong(2, ++sequence);
                update.setLong(3, now);
                update.setLong(4, row.id());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Hands out the rows of an incarnation in their order, one in memory at a time. */
    static void each(Connection connection, UUID incarnation, Consumer<Numbered> taker) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT ID, SEQUENCE_NUMBER, MESSAGE, EXPIRES_AT, DELIVER_AT FROM ANGARIUM_OUTBOX"
                        + " WHERE INCARNATION = ? ORDER BY SEQUENCE_NUMBER")) {
            select.setString(1, incarnation.toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    taker.accept(new Numbered(
                            rows.getLong(1),
                            rows.getLong(2),
                            EncodedMessage.of(rows.getBytes(3)),
                            rows.getLong(4),
                            rows.getLong(5)));
                }
            }
        }
    }

    /** Lets a row that was refused wait again, under another number. */
    static void renumberLater(Connection connection, UUID incarnation, long sequence) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE ANGARIUM_OUTBOX SET INCARNATION = NULL, SEQUENCE_NUMBER = NULL, ASSIGNED_AT = NULL"
                        + " WHERE INCARNATION = ? AND SEQUENCE_NUMBER = ?")) {
            update.setString(1, incarnation.toString());
            update.setLong(2, sequence);
            update.executeUpdate();
        }
    }

    /** Sets a numbered row aside, with the reason, until somebody sets REFUSED to null. */
    static void setAside(Connection connection, UUID incarnation, long sequence, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE ANGARIUM_OUTBOX SET REFUSED = ?,"
                + " INCARNATION = NULL, SEQUENCE_NUMBER = NULL, ASSIGNED_AT = NULL"
                + " WHERE INCARNATION = ? AND SEQUENCE_NUMBER = ?")) {
            update.setString(1, cut(reason));
            update.setString(2, incarnation.toString());
            update.setLong(3, sequence);
            update.executeUpdate();
        }
    }

    /** Sets rows that wait aside, as {@link #setAside(Connection, UUID, long, String)} does. */
    static void setAside(Connection connection, Waiting row, String reason) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE ANGARIUM_OUTBOX SET REFUSED = ? WHERE ID = ?")) {
            update.setString(1, cut(reason));
            update.setLong(2, row.id());
            update.executeUpdate();
        }
    }

    private static String cut(String reason) {
        return reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS);
    }

    /** What was sent under an incarnation is with the broker. */
    static void delete(Connection connection, UUID incarnation) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM ANGARIUM_OUTBOX WHERE INCARNATION = ?")) {
            delete.setString(1, incarnation.toString());
            delete.executeUpdate();
        }
    }
}
