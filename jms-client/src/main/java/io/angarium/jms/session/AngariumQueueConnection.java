package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/** A connection of the queue domain: Jakarta Messaging 3.1 section 2.10. Thread-safe. */
public class AngariumQueueConnection extends AngariumConnection implements QueueConnection {

    /** See {@link AngariumConnection}. */
    public AngariumQueueConnection(Channel channel, ClientSettings settings, DestinationFactory destinations) {
        super(channel, settings, destinations);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return open(SessionMode.of(transacted, acknowledgeMode), AngariumQueueSession::new);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Queue queue, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, maxMessages);
    }

    private static IllegalStateException refusal(String method) {
        return new IllegalStateException("a QueueConnection has no " + method + ": it knows no topics");
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        throw refusal("createSharedConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        throw refusal("createDurableConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        throw refusal("createSharedDurableConnectionConsumer");
    }
}
