package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import org.jspecify.annotations.Nullable;

/** A producer of the queue domain: Jakarta Messaging 3.1 section 2.10. Used by its session's thread. */
final class AngariumQueueSender extends AngariumProducer implements QueueSender {

    AngariumQueueSender(SessionCore session, @Nullable Addressed destination) throws JMSException {
        super(session, destination);
    }

    @Override
    public @Nullable Queue getQueue() throws JMSException {
        return (Queue) getDestination();
    }

    @Override
    public void send(@Nullable Queue queue, @Nullable Message message) throws JMSException {
        send((Destination) queue, message);
    }

    @Override
    public void send(@Nullable Queue queue, @Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send((Destination) queue, message, deliveryMode, priority, timeToLive);
    }
}
