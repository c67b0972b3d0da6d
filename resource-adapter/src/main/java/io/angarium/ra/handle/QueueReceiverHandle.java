package io.angarium.ra.handle;

import io.angarium.jms.session.AngariumConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;

/** A receiver of a session handle. Used as {@link ConsumerHandle}. */
final class QueueReceiverHandle extends ConsumerHandle implements QueueReceiver {

    QueueReceiverHandle(Physical<AngariumConsumer> consumer) {
        super(consumer);
    }

    @Override
    public Queue getQueue() throws JMSException {
        return ((QueueReceiver) physical()).getQueue();
    }
}
