package io.angarium.examples.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;

/** What applications do with an injected context, in the container's transaction and without. */
@Stateless
public class ContextSending {
    @Inject
    @JMSConnectionFactory("jms/angarium")
    private JMSContext injected;

    @Resource
    private SessionContext container;

    /** Sends texts that end with 0, 1, and so on, in one transaction, and asks for its rollback if wanted. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void byContext(String queue, String text, int count, boolean rollback) {
        sendByContext(queue, text, count);
        if (rollback) {
            container.setRollbackOnly();
        }
    }

    /** The same without a transaction. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void byContextAlone(String queue, String text, int count) {
        sendByContext(queue, text, count);
    }

    private void sendByContext(String queue, String text, int count) {
        for (int i = 0; i < count; i++) {
            injected.createProducer().send(injected.createQueue(queue), text + i);
        }
    }
}
