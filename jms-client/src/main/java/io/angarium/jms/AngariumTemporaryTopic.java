package io.angarium.jms;

import io.angarium.jms.session.DestinationFactory.TemporaryOwner;
import io.angarium.wire.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;
import org.jspecify.annotations.Nullable;

/**
 * A topic that lives as long as the connection that created it: Jakarta Messaging 3.1 section 6.2.2. As the reply destination of a received
 * message it stands for somebody else's, which can be sent to but not deleted. Immutable.
 */
public final class AngariumTemporaryTopic extends AngariumDestination implements TemporaryTopic {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable TemporaryOwner owner;

    AngariumTemporaryTopic(String name, @Nullable TemporaryOwner owner) {
        super(Destination.Kind.TEMPORARY_TOPIC, name);
        this.owner = owner;
    }

    @Override
    public String getTopicName() {
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
