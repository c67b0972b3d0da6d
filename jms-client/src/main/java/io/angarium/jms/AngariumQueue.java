package io.angarium.jms;

import io.angarium.wire.Destination;
import jakarta.jms.Queue;

/** A queue by its physical name: Jakarta Messaging 3.1 section 4.1.1. Immutable; may be made with {@code new} and kept in JNDI. */
public final class AngariumQueue extends AngariumDestination implements Queue {
    private static final long serialVersionUID = 1L;

    /** @param name physical name, not blank */
    public AngariumQueue(String name) {
        super(Destination.Kind.QUEUE, name);
    }

    @Override
    public String getQueueName() {
        return name();
    }
}
