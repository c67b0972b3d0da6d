package io.angarium.jms;

import io.angarium.wire.Destination;
import jakarta.jms.Topic;

/** A topic by its physical name: Jakarta Messaging 3.1 section 4.2. Immutable; may be made with {@code new} and kept in JNDI. */
public final class AngariumTopic extends AngariumDestination implements Topic {
    private static final long serialVersionUID = 1L;

    /** @param name physical name, not blank */
    public AngariumTopic(String name) {
        super(Destination.Kind.TOPIC, name);
    }

    @Override
    public String getTopicName() {
        return name();
    }
}
