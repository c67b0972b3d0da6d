package io.angarium.jms;

import io.angarium.jms.session.DestinationFactory.TemporaryOwner;
import io.angarium.wire.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue that lives as long as the connection that created it: Jakarta Messaging 3.1 section 6.2.2. As the reply destination of a received
 * message it stands for somebody else's, which can be sent to but not deleted. Immutable.
 */
public final class AngariumTemporaryQueue extends AngariumDestination implements TemporaryQueue {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable TemporaryOwner owner;

    AngariumTemporaryQueue(String name, @Nullable TemporaryOwner owner) {
        super(Destination.Kind.TEMPORARY_QUEUE, name);
        this.owner = owner;
    }

    @Override
    public String getQueueName() {
        return name();
    }

    @Override
    public void delete() throws JMSException {
        if (owner == null) {
            throw new JMSException(name() + " can be deleted by the connection that created it only");
        }
        owner.delete(address());
    }
}
