package io.angarium.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that concern consuming. Consumer numbers are chosen by the client, positive and never used twice in a connection. Delivery
 * tags count 1, 2, 3 … within a consumer.
 */
public sealed interface ConsumerFrame extends Frame {

    /** What a consumer attaches to; the code is what the wire carries. */
    enum Kind {
        /** A queue, competing with other consumers. */
        QUEUE(0),
        /** A queue, looking only; ends with {@link BrowseEnd}. */
        BROWSER(1),
        /** An unshared non-durable subscription. */
        TOPIC(2),
        /** An unshared durable subscription; needs a client identifier. */
        DURABLE(3),
        /** A shared non-durable subscription. */
        SHARED(4),
        /** A shared durable subscription. */
        SHARED_DURABLE(5);

        private static final Kind[] BY_CODE = values();

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The byte that stands for this kind. */
        public int code() {
            return code;
        }

        /**
         * The kind of a code.
         *
         * @throws WireException if no kind has that code
         */
        public static Kind of(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new WireException("unknown consumer kind " + code);
            }
            return BY_CODE[code];
        }
    }

    /**
     * Opens a consumer without credit. The reply says that it is active: a message sent after it is not missed.
     *
     * @param destination queue or topic
     * @param subscription name, for the kinds that have one, else null
     * @param selector message selector, or null
     * @param noLocal leave out messages of the own connection (of the own client identifier, for durable subscriptions)
     */
    record OpenConsumer(
            int correlation,
            int session,
            int consumer,
            Kind kind,
            Destination destination,
            @Nullable String subscription,
            @Nullable String selector,
            boolean noLocal)
            implements ConsumerFrame, Frame.Request {}

    /** Closes a consumer. What it holds unacknowledged and beyond {@code handedUpTo} returns to its place; what was handed stays with the session until that acknowledges, recovers or ends. */
    record CloseConsumer(int correlation, int consumer, long handedUpTo) implements ConsumerFrame, Frame.Request {}

    /** Adds credit: the broker may deliver that many more messages and bytes (it delivers while both are above zero). */
    record Credit(int consumer, int messages, int bytes) implements ConsumerFrame {}

    /**
     * Asks for what is there now: with at least one message of credit (granted by this frame if the consumer has none), the broker
     * delivers what it can at once and then replies; deliveries that precede the reply are all there was.
     */
    record Drain(int correlation, int consumer) implements ConsumerFrame, Frame.Request {}

    /**
     * One delivery.
     *
     * @param consumer to whom
     * @param tag number of the delivery within the consumer
     * @param id the message's identity within its queue or subscription, the same each time it is delivered, also by another run of the
     *     broker
     * @param deliveryCount JMSXDeliveryCount, at least 1; above 1 means JMSRedelivered
     * @param expiration JMSExpiration by the broker's clock, milliseconds since the epoch, 0 for never
     * @param timeLeft milliseconds until the broker takes it for expired, at least 1; 0 for never
     * @param deliveryTime JMSDeliveryTime by the broker's clock, milliseconds since the epoch, 0 if it was not delayed
     * @param message the encoded message
     */
    record Deliver(
            int consumer,
            long tag,
            long id,
            int deliveryCount,
            long expiration,
            long timeLeft,
            long deliveryTime,
            EncodedMessage message)
            implements ConsumerFrame {}

    /** What an acknowledgement says; the code is what the wire carries. */
    enum Verdict {
        /** Done with: the messages leave the queue. */
        ACCEPT(0),
        /** Give back to their place in the queue, counted as an attempt. */
        RELEASE(1),
        /** Give back to their place in the queue, not counted. */
        RETURN(2),
        /** Never deliver again: to the dead letter queue. */
        REJECT(3),
        /** Still at it: their leases begin anew. */
        RENEW(4);

        private static final Verdict[] BY_CODE = values();

        private final int code;

        Verdict(int code) {
            this.code = code;
        }

        /** The byte that stands for this verdict. */
        public int code() {
            return code;
        }

        /**
         * The verdict of a code.
         *
         * @throws WireException if no verdict has that code
         */
        public static Verdict of(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new WireException("unknown verdict " + code);
            }
            return BY_CODE[code];
        }
    }

    /** Tags {@code first} to {@code last}, both included, of one consumer. */
    record Range(int consumer, long first, long last) {}

    /**
     * Acknowledges deliveries. Tags that are no longer outstanding are ignored.
     *
     * @param correlation 0 for no reply; else the reply comes when the effect is on disk
     * @param session the session of the consumers
     * @param transaction number of the session's local transaction that it belongs to (ACCEPT only), 0 for none
     * @param verdict what to do
     * @param ranges of which deliveries, at most {@link Limits#MAX_RANGES}
     */
    record Acknowledge(int correlation, int session, long transaction, Verdict verdict, List<Range> ranges)
            implements ConsumerFrame, Frame.Request {}

    /** Reports what was handed to the application, see {@link SessionFrame.Handed}; not answered, may be delayed by the client for first deliveries. */
    record HandedOver(int consumer, long upTo) implements ConsumerFrame {}

    /** All messages of a browse have been delivered. */
    record BrowseEnd(int consumer) implements ConsumerFrame {}

    /** The broker closed this consumer, for instance because its queue was deleted. */
    record ConsumerClosed(int consumer, ErrorCode code, String reason) implements ConsumerFrame {}

    /**
     * Passes deliveries of a consumer on to a session, where they are those of a new consumer that is closed: its session settles them. Not
     * answered.
     *
     * @param consumer that they were delivered to
     * @param first tag of the first of them; it becomes tag 1
     * @param last tag of the last, at most {@link Limits#MAX_ASSIGNED} of them
     * @param session that shall have them
     * @param target number of the new consumer
     */
    record Assign(int consumer, long first, long last, int session, int target) implements ConsumerFrame {}

    /** Deletes a durable subscription: of the connection's client identifier, or the shared one of that name without one. */
    record Unsubscribe(int correlation, String subscription) implements ConsumerFrame, Frame.Request {}

    /**
     * Asks for a part of a body that a delivered message names: {@link ReplyFrame.Part}. It can be had while the message is in the
     * consumer's queue or subscription.
     *
     * @param body what the message calls it
     * @param part 0, 1, 2 …
     */
    record FetchPart(int correlation, int consumer, long body, int part) implements ConsumerFrame, Frame.Request {}

    /**
     * From the client, of a delivery: when its next attempt shall be, should this one fail; instead of what the policy of its queue says.
     * Precedes what returns it. From the broker, of a consumer: for how long it has its deliveries unless it settles or renews them, and
     * when that is over for one.
     *
     * @param tag of the delivery; from the broker that of a delivery whose lease is over, or 0 for what holds for all
     * @param millis counted from its return, 0 for at once; from the broker with tag 0 the consumer's lease, 0 for none
     */
    record Timing(int consumer, long tag, long millis) implements ConsumerFrame {}
}
