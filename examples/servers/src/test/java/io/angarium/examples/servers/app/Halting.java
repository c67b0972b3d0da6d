package io.angarium.examples.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.JMSException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Ends the server in the middle of a commit: all resources are prepared, and one of them halts the process when it is told to commit. That is
 * one that the application enlists, or a database of the server, where that must find all of its resources again.
 */
@Stateless
public class Halting {
    @EJB
    private Sending sending;

    /** Where the server has its transaction manager: a name in JNDI. */
    @Resource(name = "transactionManager")
    private String transactionManager;

    /** Does not return: the transaction that it is called in ends the server when it commits. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void sendAndHalt(String queue, String text) throws JMSException {
        try {
            transactionManager().getTransaction().enlistResource(new HaltingResource());
        } catch (SystemException | RollbackException e) {
            throw new EJBException(e);
        }
        sending.byFactory(queue, text, 1, false);
    }

    /** The same by a row in a database that halts, which this server has by that name. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void storeSendAndHalt(String database, String queue, String text) throws JMSException {
        try (Connection connection = database(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table halts (text varchar(200) not null)");
        } catch (SQLException e) {
            throw new EJBException(e);
        }
        sending.byFactory(queue, text, 1, false);
    }

    @SuppressWarnings("BanJNDI") // as above
    private static DataSource database(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException e) {
            throw new EJBException(e);
        }
    }

    @SuppressWarnings("BanJNDI") // the name is the deployer's, from the descriptor
    private TransactionManager transactionManager() {
        try {
            return InitialContext.doLookup(transactionManager);
        } catch (NamingException e) {
            throw new EJBException(e);
        }
    }
}
