package io.angarium.ra.handle;

import io.angarium.jms.session.AngariumConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;

/** A subscriber of a session handle. Used as {@link ConsumerHandle}. */
final class TopicSubscriberHandle extends ConsumerHandle implements TopicSubscriber {

    TopicSubscriberHandle(Physical<AngariumConsumer> consumer) {
        super(consumer);
    }

    @Override
    public Topic getTopic() throws JMSException {
        return ((TopicSubscriber) physical()).getTopic();
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        return ((TopicSubscriber) physical()).getNoLocal();
    }
}
