package io.angarium.examples.benchmark.scenario;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.apache.derby.jdbc.EmbeddedXADataSource;

/** A Derby database in the driver's process with one table, for transactions over two resources. */
final class Database {
    private static final String SHUT_DOWN = "08006";

    private final EmbeddedXADataSource source = new EmbeddedXADataSource();

    Database(Path folder) {
        System.setProperty(
                "derby.stream.error.file", folder.resolve("derby.log").toString());
        source.setDatabaseName(folder.resolve("database").toString());
        source.setCreateDatabase("create");
        try {
            XAConnection xa = source.getXAConnection();
            try (Connection connection = xa.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table handled (run int, sequence bigint)");
            } finally {
                xa.close();
            }
        } catch (SQLException e) {
            throw new BenchmarkException("Derby has no database in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** One thread's connection. */
    static final class Rows implements AutoCloseable {
        private final XAConnection xa;
        private final XAResource resource;
        private final PreparedStatement insert;

        private Rows(EmbeddedXADataSource source) throws SQLException {
            this.xa = source.getXAConnection();
            this.resource = xa.getXAResource();
            this.insert = xa.getConnection().prepareStatement("insert into handled values (?, ?)");
        }

        XAResource resource() {
            return resource;
        }

        void insert(int run, long sequence) {
            try {
                insert.setInt(1, run);
                insert.setLong(2, sequence);
                insert.executeUpdate();
            } catch (SQLException e) {
                throw new BenchmarkException("Derby did not take a row: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            try {
                xa.close();
            } catch (SQLException e) {
                throw new BenchmarkException("Derby did not close a connection: " + e.getMessage(), e);
            }
        }
    }

    Rows open() {
        try {
            return new Rows(source);
        } catch (SQLException e) {
            throw new BenchmarkException("Derby gave no connection: " + e.getMessage(), e);
        }
    }

    /** How many rows a run has left. */
    long rows(int run) {
        try {
            XAConnection xa = source.getXAConnection();
            try (Connection connection = xa.getConnection();
                    PreparedStatement count =
                            connection.prepareStatement("select count(*) from handled where run = ?")) {
                count.setInt(1, run);
                try (java.sql.ResultSet result = count.executeQuery()) {
                    result.next();
                    return result.getLong(1);
                }
            } finally {
                xa.close();
            }
        } catch (SQLException e) {
            throw new BenchmarkException("Derby did not count its rows: " + e.getMessage(), e);
        }
    }

    /** Shuts it down. */
    void close() {
        source.setCreateDatabase("");
        source.setShutdownDatabase("shutdown");
        try {
            source.getXAConnection().close();
        } catch (SQLException e) {
            if (!SHUT_DOWN.equals(e.getSQLState())) {
                throw new BenchmarkException("Derby did not shut down: " + e.getMessage(), e);
            }
        }
    }
}
