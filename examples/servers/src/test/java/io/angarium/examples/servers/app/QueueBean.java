package io.angarium.examples.servers.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.MessageListener;

/** From a queue, four at a time. */
@MessageDriven(
        name = "QueueBean",
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "recorded"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSessions", propertyValue = "4"),
            @ActivationConfigProperty(propertyName = "redeliveryDelay", propertyValue = "20ms"),
            @ActivationConfigProperty(
                    propertyName = "trustedClasses",
                    propertyValue = "io.angarium.examples.servers.app.Parcel"),
        })
public class QueueBean extends Recorder {}
