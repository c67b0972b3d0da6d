package io.angarium.examples.shop;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Packs orders: receives the message, changes the row and tells the carrier, all in one transaction. */
@MessageDriven(
        name = "PackingBean",
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "shop-orders"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSessions", propertyValue = "4")
        })
public class PackingBean implements MessageListener {
    @EJB
    private Orders orders;

    @Inject
    @JMSConnectionFactory("jms/angarium")
    private JMSContext jms;

    @Override
    public void onMessage(Message message) {
        try {
            String number = message.getBody(String.class);
            if (orders.pack(Long.parseLong(number))) {
                jms.createProducer().send(jms.createQueue("shop-parcels"), number);
            }
        } catch (JMSException e) {
            throw new EJBException(e);
        }
    }
}
