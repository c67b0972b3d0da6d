package io.angarium.jms.channel;

import io.angarium.wire.ConsumerFrame;

/** Takes what the broker sends to one consumer. Called on the reading thread: never blocks. */
public interface ConsumerSink {

    /** A delivery came in. */
    void deliver(ConsumerFrame.Deliver delivery);

    /**
     * It has each of its deliveries for a time only, or that of one is over.
     *
     * @param tag of the delivery whose time is over, 0 for what holds for all, which comes before the first
     * @param millis that time
     */
    default void timing(long tag, long millis) {
        // Browsers have none.
    }

    /** The browse is complete. */
    void browseEnd();

    /** The broker closed the consumer. */
    void closedByBroker(ConsumerFrame.ConsumerClosed frame);
}
