package io.angarium.examples.servers.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What the beans have done, in a Derby database that takes part in their transactions. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DataSourceDefinition(
        name = "java:app/jdbc/ledger",
        className = "org.apache.derby.jdbc.EmbeddedXADataSource",
        databaseName = "memory:ledger",
        maxPoolSize = 40,
        properties = {"createDatabase=create"})
public class Ledger {
    private static final String THERE_ALREADY = "X0Y32";

    @Resource(lookup = "java:app/jdbc/ledger")
    private DataSource database;

    /**
     * What a bean has received.
     *
     * @param bean its name
     * @param text of the message
     * @param deliveries how often it was delivered, this time included
     * @param redelivered what the message says
     * @param instance of the bean
     * @param millis when it was written down, since 1970
     */
    public record Entry(String bean, String text, int deliveries, boolean redelivered, String instance, long millis) {
        /** As a line that tests read. */
        @Override
        public String toString() {
            return String.join(
                    "\t",
                    bean,
                    text,
                    Integer.toString(deliveries),
                    Boolean.toString(redelivered),
                    instance,
                    Long.toString(millis));
        }
    }

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void create() {
        try (Connection connection = database.getConnection();
                PreparedStatement create = connection.prepareStatement(
                        "create table entries (id bigint generated always as identity primary key, bean varchar(40) not null, text varchar(200) not null,"
                                + " deliveries int not null, redelivered boolean not null, instance varchar(80) not null, millis bigint not null)")) {
            create.executeUpdate();
        } catch (SQLException e) {
            if (!THERE_ALREADY.equals(e.getSQLState())) { // where the database outlives the application
                throw new EJBException(e);
            }
        }
    }

    /** In the caller's transaction. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void add(Entry entry) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into entries (bean, text, deliveries, redelivered, instance, millis) values (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, entry.bean());
            insert.setString(2, entry.text());
            insert.setInt(3, entry.deliveries());
            insert.setBoolean(4, entry.redelivered());
            insert.setString(5, entry.instance());
            insert.setLong(6, entry.millis());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }

    /** Those whose text begins so, oldest first. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public List<Entry> entries(String beginning) {
        List<Entry> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select bean, text, deliveries, redelivered, instance, millis from entries where text like ? order by id with cs")) {
            query.setString(1, beginning + "%");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Entry(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getInt(3),
                            rows.getBoolean(4),
                            rows.getString(5),
                            rows.getLong(6)));
                }
            }
        } catch (SQLException e) {
            throw new EJBException(e);
        }
        return found;
    }
}
