package io.angarium.jms.channel;

import io.angarium.wire.ConsumerFrame;

/** Takes what the broker sends to one consumer. Called on the reading thread: never blocks. */
public interface ConsumerSink {

    /** A delivery came in. */
    void deliver(ConsumerFrame.Deliver delivery);

    /** The browse is complete. */
    void browseEnd();

    /** The broker closed the consumer. */
    void closedByBroker(ConsumerFrame.ConsumerClosed frame);
}
