package io.angarium.examples.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Sends on what it receives, in the same transaction: to whoever wants a reply, or to a queue. */
@MessageDriven(
        name = "ForwardingBean",
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "asked"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSessions", propertyValue = "4")
        })
public class ForwardingBean implements MessageListener {
    @Resource(name = "jms/cf")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        try (JMSContext jms = factory.createContext()) {
            Destination where = message.getJMSReplyTo();
            jms.createProducer()
                    .setJMSCorrelationID(message.getJMSMessageID())
                    .send(where != null ? where : jms.createQueue("answered"), message.getBody(String.class));
        } catch (JMSException e) {
            throw new EJBException(e);
        }
    }
}
