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
        if (address.isTopic()) {
            return address.isTemporary() ? new AngariumTemporaryTopic(name, null) : new AngariumTopic(name);
        }
        return address.isTemporary() ? new AngariumTemporaryQueue(name, null) : new AngariumQueue(name);
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
