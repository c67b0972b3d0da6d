package io.angarium.examples.servers.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.MessageListener;

/** From a topic, sharing a durable subscription with another bean. */
@MessageDriven(
        name = "SharedTwoBean",
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "news"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
            @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "shared"),
            @ActivationConfigProperty(propertyName = "shareSubscriptions", propertyValue = "true"),
        })
public class SharedTwoBean extends Recorder {}
