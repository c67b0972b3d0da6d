package io.angarium.examples.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.ObjectMessage;
import java.util.UUID;

/**
 * Writes down each message, in the transaction that it came in. A property {@code fail} says how many deliveries are rolled back. Public,
 * since TomEE calls {@code onMessage} by reflection of the class that declares it.
 */
public abstract class Recorder implements MessageListener {
    private final String instance = UUID.randomUUID().toString();

    @EJB
    private Ledger ledger;

    @Resource
    private MessageDrivenContext container;

    @Override
    public void onMessage(Message message) {
        try {
            int deliveries = message.getIntProperty("JMSXDeliveryCount");
            ledger.add(new Ledger.Entry(
                    getClass().getSimpleName().replaceFirst("\\$.*", ""),
                    message instanceof ObjectMessage
                            ? message.getBody(Parcel.class).text()
                            : message.getBody(String.class),
                    deliveries,
                    message.getJMSRedelivered(),
                    instance,
                    System.currentTimeMillis()));
            if (message.propertyExists("fail") && deliveries <= message.getIntProperty("fail")) {
                container.setRollbackOnly();
            }
        } catch (JMSException e) {
            throw new EJBException(e);
        }
    }
}
