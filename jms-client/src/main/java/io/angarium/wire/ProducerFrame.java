package io.angarium.wire;

import java.nio.ByteBuffer;

/** Frames that concern sending. Producer numbers are chosen by the client, positive and never used twice in a connection. */
public sealed interface ProducerFrame extends Frame {

    /** Opens a producer for one destination: {@link ReplyFrame.Ok} and then {@link ProducerCredit}, or an error. */
    record OpenProducer(int correlation, int session, int producer, Destination destination)
            implements ProducerFrame, Frame.Request {}

    /** Closes a producer; not answered. Sends before it count. */
    record CloseProducer(int producer) implements ProducerFrame {}

    /**
     * One message. Spends one message and the message's bytes of the producer's credit.
     *
     * @param producer the open producer
     * @param sequence number of the send within its session: 1, 2, 3 … without gaps, all producers of the session together
     * @param transaction number of the session's local transaction that it belongs to, 0 for none
     * @param timeToLive milliseconds until it expires by the broker's clock, 0 for never
     * @param deliveryDelay milliseconds before it may be delivered by the broker's clock, 0 for at once
     * @param message the encoded message, its destination that of the producer
     */
    record Send(
            int producer, long sequence, long transaction, long timeToLive, long deliveryDelay, EncodedMessage message)
            implements ProducerFrame {}

    /**
     * All sends of the session up to a sequence have been accepted (persistent ones outside a transaction: forced to disk), except
     * those that a {@link SendRefused} named. Cumulative; may skip numbers.
     */
    record Confirmed(int session, long upTo) implements ProducerFrame {}

    /** One send was not accepted; it comes before any {@link Confirmed} that covers it. A transaction it belonged to can only roll back. */
    record SendRefused(int session, long sequence, ErrorCode code, String reason) implements ProducerFrame {}

    /**
     * Raises the producer's limits, both counted from its opening: it may send while it has sent fewer than {@code messages} messages
     * and fewer than {@code bytes} bytes of encoded messages.
     */
    record ProducerCredit(int producer, long messages, long bytes) implements ProducerFrame {}

    /**
     * A part of a body that a later SEND of the session names: {@link ReplyFrame.Ok} when it is on disk. Parts come in their order, and all
     * but the last are as long as the first. Without bytes: the body is given up.
     *
     * @param body number of the body within its session, chosen by the client
     * @param part 0, 1, 2 …
     * @param bytes not to be changed, nor its position
     */
    record StorePart(int correlation, int session, int body, int part, ByteBuffer bytes)
            implements ProducerFrame, Frame.Request {}
}
