package io.angarium.ra.admin;

import io.angarium.wire.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;

/** A queue that an administrator sets up. Used as {@link NamedDestination}. */
public final class QueueObject extends NamedDestination implements Queue {
    private static final long serialVersionUID = 1L;

    /** To be set up by its property. */
    public QueueObject() {
        super(Destination.Kind.QUEUE);
    }

    @Override
    public String getQueueName() throws JMSException {
        return required();
    }
}
