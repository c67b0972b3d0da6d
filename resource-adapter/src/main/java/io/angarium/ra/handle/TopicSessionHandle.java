package io.angarium.ra.handle;

import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import org.jspecify.annotations.Nullable;

/** A session handle of the topic domain; its physical session refuses what is about queues. Used as {@link SessionHandle}. */
final class TopicSessionHandle extends SessionHandle implements TopicSession {

    TopicSessionHandle(ConnectionHandle owner, int acknowledgeMode) {
        super(owner, acknowledgeMode);
    }

    @Override
    public TopicSubscriber createSubscriber(@Nullable Topic topic) throws JMSException {
        return createSubscriber(topic, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(@Nullable Topic topic, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return subscriber(session -> ((TopicSession) session).createSubscriber(topic, selector, noLocal));
    }

    @Override
    public TopicPublisher createPublisher(@Nullable Topic topic) throws JMSException {
        return new TopicPublisherHandle(this, topic);
    }
}
