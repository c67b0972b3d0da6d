package io.angarium.jms.message;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.BodyKind;
import io.angarium.wire.ConsumerFrame;

/**
 * What all messages received by one session share.
 *
 * @param destinations makes destination objects
 * @param trust which classes object messages may hold
 * @param acknowledgement what {@code Message.acknowledge} does
 * @param channel where bodies in parts are read from
 */
public record ReceiveContext(
        Destinations destinations, ObjectTrust trust, Acknowledgement acknowledgement, Channel channel) {

    /** The message object of a delivery. */
    public AngariumMessage message(ConsumerFrame.Deliver delivery) {
        Received received = Received.of(delivery, this);
        return switch (delivery.message().bodyKind()) {
            case BodyKind.TEXT, BodyKind.TEXT_UTF16 -> new AngariumTextMessage(received);
            case BodyKind.BYTES -> new AngariumBytesMessage(received);
            case BodyKind.MAP -> new AngariumMapMessage(received);
            case BodyKind.STREAM -> new AngariumStreamMessage(received);
            case BodyKind.OBJECT -> new AngariumObjectMessage(received);
            default -> new AngariumMessage(received);
        };
    }
}
