package io.angarium.server.outbox;

import io.angarium.jms.outbox.OutboxTables;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.derby.jdbc.EmbeddedDataSource;

/** A Derby database with the tables of outbox and inbox. */
public final class Shop implements AutoCloseable {
    /** Where Derby of this JVM writes its log, instead of a file in the working directory; it finds it by name. */
    public static final OutputStream DERBY_LOG = OutputStream.nullOutputStream();

    static {
        System.setProperty("derby.stream.error.field", Shop.class.getName() + ".DERBY_LOG");
    }

    private final EmbeddedDataSource source = new EmbeddedDataSource();

    /** @param name a folder, or {@code memory:…}, which is gone when it is closed */
    Shop(String name, boolean create) throws SQLException {
        source.setDatabaseName(name);
        if (create) {
            source.setCreateDatabase("create");
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                for (String each : OutboxTables.STANDARD.statements()) {
                    statement.execute(each);
                }
            }
            source.setCreateDatabase("");
        }
    }

    EmbeddedDataSource source() {
        return source;
    }

    /** A connection that has a transaction. */
    Connection begin() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    long count(String from) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
            result.next();
            return result.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        if (source.getDatabaseName().startsWith("memory:")) {
            source.setConnectionAttributes("drop=true");
        } else {
            source.setShutdownDatabase("shutdown");
        }
        try {
            source.getConnection().close();
        } catch (SQLException e) {
            if (!"08006".equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
