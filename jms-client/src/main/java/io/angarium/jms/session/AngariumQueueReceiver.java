package io.angarium.jms.session;

import io.angarium.jms.receiving.WireConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import org.jspecify.annotations.Nullable;

/** A consumer of the queue domain: Jakarta Messaging 3.1 section 2.10. Used by its session's thread. */
final class AngariumQueueReceiver extends AngariumConsumer implements QueueReceiver {
    private final Queue queue;

    AngariumQueueReceiver(SessionCore session, WireConsumer wire, @Nullable String selector, Queue queue) {
        super(session, wire, selector);
        this.queue = queue;
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        return queue;
    }
}
