package io.angarium.ra.handle;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import org.jspecify.annotations.Nullable;

/** A session handle of the queue domain; its physical session refuses what is about topics. Used as {@link SessionHandle}. */
final class QueueSessionHandle extends SessionHandle implements QueueSession {

    QueueSessionHandle(ConnectionHandle owner, int acknowledgeMode) {
        super(owner, acknowledgeMode);
    }

    @Override
    public QueueReceiver createReceiver(@Nullable Queue queue) throws JMSException {
        return createReceiver(queue, null);
    }

    @Override
    public QueueReceiver createReceiver(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        return receiver(session -> ((QueueSession) session).createReceiver(queue, selector));
    }

    @Override
    public QueueSender createSender(@Nullable Queue queue) throws JMSException {
        return new QueueSenderHandle(this, queue);
    }
}
