package io.angarium.ra.handle;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import org.jspecify.annotations.Nullable;

/** A connection handle of the queue domain: Jakarta Messaging 3.1 section 2.10. Used as {@link ConnectionHandle}. */
public final class QueueConnectionHandle extends ConnectionHandle implements QueueConnection {

    /** A handle of that managed connection. */
    public QueueConnectionHandle(Attachment attachment) {
        super(attachment);
    }

    @Override
    QueueSessionHandle newSession(int acknowledgeMode) {
        return new QueueSessionHandle(this, acknowledgeMode);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return (QueueSession) openSession(transacted, acknowledgeMode);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Queue queue, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, maxMessages);
    }
}
