package io.angarium.ra.admin;

import io.angarium.wire.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;

/** A topic that an administrator sets up. Used as {@link NamedDestination}. */
public final class TopicObject extends NamedDestination implements Topic {
    private static final long serialVersionUID = 1L;

    /** To be set up by its property. */
    public TopicObject() {
        super(Destination.Kind.TOPIC);
    }

    @Override
    public String getTopicName() throws JMSException {
        return required();
    }
}
