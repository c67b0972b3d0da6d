package io.angarium.examples.shop;

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
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The orders, in a Derby database in memory; the data source takes part in the container's transactions. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DataSourceDefinition(
        name = "java:app/jdbc/shop",
        className = "org.apache.derby.jdbc.EmbeddedXADataSource",
        databaseName = "memory:shop",
        properties = {"createDatabase=create"})
public class Orders {
    private static final String THERE_ALREADY = "X0Y32";

    @Resource(lookup = "java:app/jdbc/shop")
    private DataSource database;

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void create() {
        try (Connection connection = database.getConnection();
                PreparedStatement create = connection.prepareStatement(
                        "create table orders (number bigint generated always as identity primary key,"
                                + " item varchar(200) not null, quantity int not null, state varchar(10) not null)")) {
            create.executeUpdate();
        } catch (SQLException e) {
            if (!THERE_ALREADY.equals(e.getSQLState())) { // where the database outlives the application
                throw new EJBException(e);
            }
        }
    }

    /** Writes an order down, in the caller's transaction, and returns its number. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public long add(String item, int count) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into orders (item, quantity, state) values (?, ?, 'ORDERED')",
                        Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, item);
            insert.setInt(2, count);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }

    /** Notes that an order is packed, in the caller's transaction; false if it was, or if there is no such order. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public boolean pack(long number) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update orders set state = 'PACKED' where number = ? and state = 'ORDERED'")) {
            update.setLong(1, number);
            return update.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }

    /** All of them, oldest first. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public List<Order> all() {
        List<Order> all = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select number, item, quantity, state from orders order by number with cs");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                all.add(new Order(rows.getLong(1), rows.getString(2), rows.getInt(3), rows.getString(4)));
            }
        } catch (SQLException e) {
            throw new EJBException(e);
        }
        return all;
    }
}
