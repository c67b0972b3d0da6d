package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;

/** A message that the broker keeps, shared by all queues and subscriptions that it is in. Owner: the engine's holder. */
final class StoredMessage {
    private final long id;
    private final EncodedMessage message;
    private final long expiration;
    private final long deliveryTime;
    private final long skew;
    private int references;

    /**
     * @param id logical position of its record, or 0 if it is not journalled
     * @param acceptedAt broker's time when it came
     * @param expiration broker's time, 0 for never
     * @param deliveryTime broker's time before which it must not be delivered, 0 for none
     */
    StoredMessage(long id, EncodedMessage message, long acceptedAt, long expiration, long deliveryTime) {
        this.id = id;
        this.message = message;
        this.expiration = expiration;
        this.deliveryTime = deliveryTime;
        this.skew = message.timestamp() == 0 ? 0 : message.timestamp() - acceptedAt;
    }

    long id() {
        return id;
    }

    boolean journalled() {
        return id != 0;
    }

    EncodedMessage message() {
        return message;
    }

    long expiration() {
        return expiration;
    }

    long deliveryTime() {
        return deliveryTime;
    }

    /** JMSExpiration, on the clock of the sender as far as that is known: what the sender saw after the send, section 3.4.9. */
    long shownExpiration() {
        return expiration == 0 ? 0 : shown(expiration);
    }

    /** JMSDeliveryTime, likewise, or 0 for none, section 3.4.13. */
    long shownDeliveryTime() {
        return deliveryTime == 0 ? 0 : shown(deliveryTime);
    }

    /** A timestamp may be anything that its sender thought fit; the result is a time all the same. */
    private long shown(long time) {
        return time == Long.MAX_VALUE ? time : Math.max(1, time + skew);
    }

    boolean expired(long now) {
        return expiration != 0 && expiration <= now;
    }

    /** Takes one reference; returns how many there are. */
    int addReference() {
        return ++references;
    }

    /** Gives up one reference; true if it was the last. */
    boolean dropReference() {
        return --references == 0;
    }
}
