package io.angarium.jms.message;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageReader;

/**
 * What a received message is made of.
 *
 * @param encoded the message as it travelled
 * @param consumer number of the wire consumer that got it
 * @param deliveryCount JMSXDeliveryCount
 * @param expiration JMSExpiration
 * @param deliveryTime JMSDeliveryTime, 0 if it was not delayed
 * @param context what messages of this connection or session need
 */
record Received(
        EncodedMessage encoded,
        int consumer,
        int deliveryCount,
        long expiration,
        long deliveryTime,
        ReceiveContext context) {

    static Received of(ConsumerFrame.Deliver delivery, ReceiveContext context) {
        return new Received(
                delivery.message(),
                delivery.consumer(),
                delivery.deliveryCount(),
                delivery.expiration(),
                delivery.deliveryTime(),
                context);
    }

    /** Its body, which is in parts. */
    RemoteBody remoteBody() {
        return new RemoteBody(context.channel(), consumer, encoded);
    }

    Destinations destinations() {
        return context.destinations();
    }

    Acknowledgement acknowledgement() {
        return context.acknowledgement();
    }

    void loadProperties(PropertyBag bag) {
        bag.load(MessageReader.properties(encoded));
        bag.load(java.util.Map.of(PropertyNames.DELIVERY_COUNT, deliveryCount));
    }
}
