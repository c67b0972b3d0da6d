package io.angarium.jms;

import io.angarium.jms.session.DestinationFactory;
import io.angarium.wire.Destination;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;

/** Makes the destination objects of this package. No state. */
final class PublicDestinations implements DestinationFactory {

    @Override
    public jakarta.jms.Destination of(Destination address) {
        String name = address.name();
        return switch (address.kind()) {
            case QUEUE -> new AngariumQueue(name);
            case TOPIC -> new AngariumTopic(name);
            case TEMPORARY_QUEUE -> new AngariumTemporaryQueue(name, null);
            case TEMPORARY_TOPIC -> new AngariumTemporaryTopic(name, null);
        };
    }

    @Override
    public Queue queue(String name) {
        return new AngariumQueue(name);
    }

    @Override
    public Topic topic(String name) {
        return new AngariumTopic(name);
    }

    @Override
    public TemporaryQueue temporaryQueue(Destination address, TemporaryOwner owner) {
        return new AngariumTemporaryQueue(address.name(), owner);
    }

    @Override
    public TemporaryTopic temporaryTopic(Destination address, TemporaryOwner owner) {
        return new AngariumTemporaryTopic(address.name(), owner);
    }
}
