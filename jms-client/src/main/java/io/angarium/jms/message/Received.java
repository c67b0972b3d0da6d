package io.angarium.jms.message;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Features;
import io.angarium.wire.MessageReader;
import jakarta.jms.JMSException;
import java.time.Duration;

/**
 * What a received message is made of.
 *
 * @param encoded the message as it travelled
 * @param consumer number of the wire consumer that got it
 * @param tag of its delivery
 * @param deliveryCount JMSXDeliveryCount
 * @param expiration JMSExpiration
 * @param deliveryTime JMSDeliveryTime, 0 if it was not delayed
 * @param context what messages of this connection or session need
 */
record Received(
        EncodedMessage encoded,
        int consumer,
        long tag,
        int deliveryCount,
        long expiration,
        long deliveryTime,
        ReceiveContext context) {

    static Received of(ConsumerFrame.Deliver delivery, ReceiveContext context) {
        return new Received(
                delivery.message(),
                delivery.consumer(),
                delivery.tag(),
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

    boolean settle(ConsumerFrame.Verdict verdict, boolean again) throws JMSException {
        return context.acknowledgement().settle(verdict, consumer, again ? 0 : tag);
    }

    boolean retryAfter(Duration delay) throws JMSException {
        long millis = RetryAfterException.millis(delay);
        Channel channel = context.channel();
        boolean known = (channel.welcome().features() & Features.TIMING) != 0;
        if (known) {
            channel.sendSoon(new ConsumerFrame.Timing(consumer, tag, millis));
        }
        return known;
    }

    void loadProperties(PropertyBag bag) {
        bag.load(MessageReader.properties(encoded));
        bag.load(java.util.Map.of(PropertyNames.DELIVERY_COUNT, deliveryCount));
    }
}
