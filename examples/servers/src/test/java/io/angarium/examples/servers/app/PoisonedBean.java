package io.angarium.examples.servers.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Cannot stand any message. */
@MessageDriven(
        name = "PoisonedBean",
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "poisoned"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "redeliveryDelay", propertyValue = "10ms"),
            @ActivationConfigProperty(propertyName = "maxRedeliveryDelay", propertyValue = "20ms"),
            @ActivationConfigProperty(propertyName = "failuresBeforePause", propertyValue = "0")
        })
public class PoisonedBean implements MessageListener {
    @Override
    public void onMessage(Message message) {
        throw new IllegalStateException("this message is poison");
    }
}
