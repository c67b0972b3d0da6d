package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import org.jspecify.annotations.Nullable;

/** A producer of the topic domain: Jakarta Messaging 3.1 section 2.10. Used by its session's thread. */
final class AngariumTopicPublisher extends AngariumProducer implements TopicPublisher {

    AngariumTopicPublisher(SessionCore session, @Nullable Addressed destination) throws JMSException {
        super(session, destination);
    }

    @Override
    public @Nullable Topic getTopic() throws JMSException {
        return (Topic) getDestination();
    }

    @Override
    public void publish(@Nullable Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(@Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send(message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void publish(@Nullable Topic topic, @Nullable Message message) throws JMSException {
        send((Destination) topic, message);
    }

    @Override
    public void publish(
            @Nullable Topic topic, @Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send((Destination) topic, message, deliveryMode, priority, timeToLive);
    }
}
