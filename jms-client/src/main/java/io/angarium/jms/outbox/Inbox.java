package io.angarium.jms.outbox;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/**
 * Tells a receiver what it has handled already, by rows in its own database transaction: a message that comes again, since a crash came
 * between the commit and the acknowledgement, is known by its JMSMessageID. Ask with the connection whose transaction does the work, and
 * acknowledge the message after its commit:
 *
 * <pre>{@code
 * if (inbox.accept(connection, message)) {
 *     … the work, over the same connection
 * }
 * connection.commit();
 * message.acknowledge();
 * }</pre>
 *
 * <p>Thread-safe, as long as each thread has its connection.
 */
public final class Inbox {
    private static final int LONGEST_ID = 250;

    private final String receiver;
    private final Clock clock;

    /** @param receiver name of who handles messages: each receiver of a topic handles a message once. At most 100 characters */
    public Inbox(String receiver) {
        this(receiver, Clock.systemUTC());
    }

    Inbox(String receiver, Clock clock) {
        this.receiver = receiver;
        this.clock = clock;
    }

    /**
     * Notes that the transaction handles a message.
     *
     * @return false if one that has committed has: then there is nothing to do but to acknowledge it
     * @throws SQLException if the database fails, or another transaction handles the message at this moment: roll back, it comes again
     */
    public boolean accept(Connection connection, Message message) throws SQLException, JMSException {
        if (connection.getAutoCommit()) {
            throw new SQLException("there is no database transaction to handle the message in: the connection is in"
                    + " auto-commit mode");
        }
        String id = message.getJMSMessageID();
        if (id == null || id.length() > LONGEST_ID) {
            throw new JMSException("a message cannot be known again by its JMSMessageID " + id
                    + ": its sender must not disable it, nor make it longer than " + LONGEST_ID + " characters");
        }
        if (known(connection, id)) {
            return false;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ANGARIUM_INBOX (RECEIVER, MESSAGE_ID, RECEIVED_AT) VALUES (?, ?, ?)")) {
            insert.setString(1, receiver);
            insert.setString(2, id);
            insert.setLong(3, clock.millis());
            insert.executeUpdate();
        }
        return true;
    }

    private boolean known(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT RECEIVED_AT FROM ANGARIUM_INBOX WHERE RECEIVER = ? AND MESSAGE_ID = ?")) {
            select.setString(1, receiver);
            select.setString(2, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Forgets what was handled long ago; call it now and then, with a time after which nothing comes again.
     *
     * @return how many messages
     */
    public int forget(Connection connection, Duration olderThan) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM ANGARIUM_INBOX WHERE RECEIVER = ? AND RECEIVED_AT < ?")) {
            delete.setString(1, receiver);
            delete.setLong(2, clock.millis() - olderThan.toMillis());
            return delete.executeUpdate();
        }
    }
}
