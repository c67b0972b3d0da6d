package io.angarium.jms.session;

import io.angarium.jms.message.Destinations;
import io.angarium.wire.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;

/** Makes the public destination objects. Thread-safe. */
public interface DestinationFactory extends Destinations {

    /** Deletes temporary destinations of a connection. */
    @FunctionalInterface
    interface TemporaryOwner {
        void delete(Destination address) throws JMSException;
    }

    /** A queue by its physical name. */
    Queue queue(String name);

    /** A topic by its physical name. */
    Topic topic(String name);

    /** A temporary queue that its owner can delete. */
    TemporaryQueue temporaryQueue(Destination address, TemporaryOwner owner);

    /** A temporary topic that its owner can delete. */
    TemporaryTopic temporaryTopic(Destination address, TemporaryOwner owner);
}
