package io.angarium.examples.orders;

import com.arjuna.ats.jdbc.TransactionalDriver;
import io.angarium.jms.outbox.OutboxTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.apache.derby.jdbc.EmbeddedXADataSource;

/** A Derby database in a folder, with a table of orders, and those of outbox and inbox. */
final class OrderDatabase implements AutoCloseable {
    private static final String SHUT_DOWN = "08006";

    private final EmbeddedXADataSource global = new EmbeddedXADataSource();
    private final EmbeddedDataSource local = new EmbeddedDataSource();

    OrderDatabase(Path folder) throws SQLException {
        global.setDatabaseName(folder.toString());
        local.setDatabaseName(folder.toString());
        if (!Files.exists(folder)) {
            create();
        }
    }

    private void create() throws SQLException {
        local.setCreateDatabase("create");
        try (Connection connection = local.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ORDERS (NAME VARCHAR(100) NOT NULL)");
            for (String each : OutboxTables.STANDARD.statements()) {
                statement.execute(each);
            }
        }
        local.setCreateDatabase("");
    }

    /** Connections with transactions of their own. */
    DataSource local() {
        return local;
    }

    /** A connection for transactions of a transaction manager. */
    XAConnection global() throws SQLException {
        return global.getXAConnection();
    }

    /** A connection that takes part in the current transaction of Narayana, and is given back with it. */
    Connection current() throws SQLException {
        Properties properties = new Properties();
        properties.put(TransactionalDriver.XADataSource, global);
        return new TransactionalDriver().connect("jdbc:arjuna:orders", properties);
    }

    /** The database under its name in the transaction manager's logs. */
    static XAResource resource(XAConnection connection) throws SQLException {
        return new NamedResource(connection.getXAResource(), "orders-database");
    }

    static void insert(Connection connection, String order) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ORDERS VALUES (?)")) {
            insert.setString(1, order);
            insert.executeUpdate();
        }
    }

    /** All orders there are rows of. */
    List<String> orders() throws SQLException {
        List<String> orders = new ArrayList<>();
        try (Connection connection = local.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT NAME FROM ORDERS")) {
            while (rows.next()) {
                orders.add(rows.getString(1));
            }
        }
        return orders;
    }

    @Override
    public void close() throws SQLException {
        local.setShutdownDatabase("shutdown");
        try {
            local.getConnection().close();
        } catch (SQLException e) {
            if (!SHUT_DOWN.equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
