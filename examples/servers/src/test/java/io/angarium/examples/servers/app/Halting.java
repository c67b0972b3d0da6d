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
import java.io.Serializable;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.transaction.xa.XAResource;

/** Ends the server in the middle of a commit: all resources are prepared, and one of them halts the process when it is told to commit. */
@Stateless
public class Halting {
    @EJB
    private Sending sending;

    /** Where the server has its transaction manager: a name in JNDI, or a class with a method {@code getTransactionManager}. */
    @Resource(name = "transactionManager")
    private String transactionManager;

    /** Does not return: the transaction that it is called in ends the server when it commits. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void sendAndHalt(String queue, String text) throws JMSException {
        try {
            enlist(transactionManager(), new HaltingResource());
        } catch (SystemException | RollbackException | ReflectiveOperationException e) {
            throw new EJBException(e);
        }
        sending.byFactory(queue, text, 1, false);
    }

    private void enlist(TransactionManager manager, XAResource resource)
            throws SystemException, RollbackException, ReflectiveOperationException {
        if (!transactionManager.startsWith("com.ibm.")) {
            manager.getTransaction().enlistResource(resource);
            return;
        }
        // Open Liberty wants to be told how the resource is found again, by methods of its own
        Class<?> type = manager.getClass();
        Object how = type.getMethod("registerResourceInfo", String.class, Serializable.class)
                .invoke(manager, "(name=halting)", "halting");
        type.getMethod("enlist", XAResource.class, int.class).invoke(manager, resource, how);
    }

    @SuppressWarnings("BanJNDI") // the name is the deployer's, from the descriptor
    private TransactionManager transactionManager() {
        try {
            if (transactionManager.startsWith("java:")) {
                return InitialContext.doLookup(transactionManager);
            }
            return (TransactionManager) Class.forName(transactionManager)
                    .getMethod("getTransactionManager")
                    .invoke(null);
        } catch (NamingException | ReflectiveOperationException e) {
            throw new EJBException(e);
        }
    }
}
