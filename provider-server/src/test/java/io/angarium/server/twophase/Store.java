package io.angarium.server.twophase;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.apache.derby.jdbc.EmbeddedXADataSource;

/** A Derby database in this JVM with one table of orders. */
final class Store {
    private static final String SHUT_DOWN = "08006";

    private final EmbeddedXADataSource source = new EmbeddedXADataSource();

    Store(Path folder) throws SQLException {
        source.setDatabaseName(folder.toString());
        if (!Files.exists(folder)) {
            source.setCreateDatabase("create");
            try (Connection connection = source.getXAConnection().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table orders (name varchar(40) not null)");
            }
            source.setCreateDatabase("");
        }
    }

    /** Accounts from 0 on, with nothing on them. */
    void openAccounts(int count) throws SQLException {
        XAConnection xa = connect();
        try (Connection connection = xa.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table accounts (account int primary key, balance bigint not null)");
            for (int i = 0; i < count; i++) {
                statement.execute("insert into accounts values (" + i + ", 0)");
            }
        } finally {
            xa.close();
        }
    }

    /** What all accounts have together. */
    long balance() throws SQLException {
        XAConnection xa = connect();
        try (Connection connection = xa.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select sum(balance) from accounts")) {
            result.next();
            return result.getLong(1);
        } finally {
            xa.close();
        }
    }

    XAConnection connect() throws SQLException {
        return source.getXAConnection();
    }

    static void insert(Connection connection, String order) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into orders values (?)")) {
            insert.setString(1, order);
            insert.executeUpdate();
        }
    }

    /** How many rows an order has; waits for none that is in doubt. */
    int rows(String order) throws SQLException {
        XAConnection xa = connect();
        try (Connection connection = xa.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select count(*) from orders where name like ?")) {
            select.setString(1, order);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        } finally {
            xa.close();
        }
    }

    /** How many branches are prepared in it. */
    int inDoubt() throws SQLException, XAException {
        XAConnection xa = connect();
        try {
            return xa.getXAResource().recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN).length;
        } finally {
            xa.close();
        }
    }

    void close() throws SQLException {
        source.setShutdownDatabase("shutdown");
        try {
            source.getXAConnection();
        } catch (SQLException e) {
            if (!SHUT_DOWN.equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
