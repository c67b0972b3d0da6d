package io.angarium.ra.handle;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import org.jspecify.annotations.Nullable;

/** A connection handle of the topic domain: Jakarta Messaging 3.1 section 2.10. Used as {@link ConnectionHandle}. */
public final class TopicConnectionHandle extends ConnectionHandle implements TopicConnection {

    /** A handle of that managed connection. */
    public TopicConnectionHandle(Attachment attachment) {
        super(attachment);
    }

    @Override
    TopicSessionHandle newSession(int acknowledgeMode) {
        return new TopicSessionHandle(this, acknowledgeMode);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return (TopicSession) openSession(transacted, acknowledgeMode);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Topic topic, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, maxMessages);
    }
}
