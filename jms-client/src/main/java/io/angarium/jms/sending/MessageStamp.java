package io.angarium.jms.sending;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.message.AngariumMessage;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Sets the headers that sending sets (Jakarta Messaging 3.1 section 3.4.11) with identifiers unique to a connection. Thread-safe. */
public final class MessageStamp {
    private final String prefix;
    private final Clock clock;
    private final AtomicLong counter = new AtomicLong();

    /**
     * @param incarnation identifies the connection
     * @param clock for timestamps
     */
    public MessageStamp(UUID incarnation, Clock clock) {
        this.prefix = "ID:" + incarnation + ":";
        this.clock = clock;
    }

    /** Sets destination, mode, priority, identifier, timestamp, expiration and delivery time. */
    void apply(AngariumMessage message, Addressed destination, SendOptions options) {
        long now = clock.millis();
        message.setJMSDestination(destination);
        message.setJMSDeliveryMode(options.deliveryMode());
        message.setJMSPriority(options.priority());
        message.setJMSMessageID(options.withId() ? prefix + counter.incrementAndGet() : null);
        message.setJMSTimestamp(options.withTimestamp() ? now : 0);
        message.setJMSExpiration(options.timeToLive() == 0 ? 0 : after(now, options.timeToLive()));
        message.setJMSDeliveryTime(after(now, options.deliveryDelay()));
    }

    /** What is too far away to be told is the end of time, as the broker has it; never the past. */
    private static long after(long now, long millis) {
        long sum = now + millis;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
