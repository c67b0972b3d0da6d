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
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Ends the server in the middle of a commit: all resources are prepared, and one of them halts the process when it is told to commit. */
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

    @SuppressWarnings("BanJNDI") // the name is the deployer's, from the descriptor
    private TransactionManager transactionManager() {
        try {
            return InitialContext.doLookup(transactionManager);
        } catch (NamingException e) {
            throw new EJBException(e);
        }
    }
}
