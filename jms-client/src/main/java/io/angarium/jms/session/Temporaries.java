package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The temporary destinations of one connection (Jakarta Messaging 3.1 sections 4.2.3 and 6.2.2). Thread-safe. */
final class Temporaries {
    private final Channel channel;
    private final DestinationFactory factory;
    private final String incarnation;
    private final AtomicLong counter = new AtomicLong();
    private final Set<Destination> living = ConcurrentHashMap.newKeySet();

    Temporaries(Channel channel, DestinationFactory factory, UUID incarnation) {
        this.channel = channel;
        this.factory = factory;
        this.incarnation = incarnation.toString();
    }

    TemporaryQueue queue() throws JMSException {
        return factory.temporaryQueue(create(Destination.Kind.TEMPORARY_QUEUE, "temporary-queue-"), this::delete);
    }

    TemporaryTopic topic() throws JMSException {
        return factory.temporaryTopic(create(Destination.Kind.TEMPORARY_TOPIC, "temporary-topic-"), this::delete);
    }

    private Destination create(Destination.Kind kind, String prefix) throws JMSException {
        Destination address = new Destination(kind, prefix + incarnation + "-" + counter.incrementAndGet());
        channel.call(correlation -> new ConnectionFrame.CreateTemporary(correlation, address));
        living.add(address);
        return address;
    }

    private void delete(Destination address) throws JMSException {
        if (living.contains(address)) {
            channel.call(correlation -> new ConnectionFrame.DeleteTemporary(correlation, address));
            living.remove(address);
        }
    }

    /** Refuses what only the connection that created a temporary destination may consume from. */
    void checkConsumable(Destination address) throws JMSException {
        if (address.isTemporary() && !living.contains(address)) {
            throw new InvalidDestinationException(
                    address.name() + " was deleted or belongs to another connection, which alone may consume from it");
        }
    }

    /** Refuses own ones that were deleted. */
    void checkSendable(Destination address) throws JMSException {
        if (address.isTemporary() && address.name().contains(incarnation) && !living.contains(address)) {
            throw new InvalidDestinationException(address.name() + " was deleted");
        }
    }
}
