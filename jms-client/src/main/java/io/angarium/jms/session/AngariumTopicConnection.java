package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import org.jspecify.annotations.Nullable;

/** A connection of the topic domain: Jakarta Messaging 3.1 section 2.10. Thread-safe. */
public class AngariumTopicConnection extends AngariumConnection implements TopicConnection {

    /** See {@link AngariumConnection}. */
    public AngariumTopicConnection(Channel channel, ClientSettings settings, DestinationFactory destinations) {
        super(channel, settings, destinations);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return open(SessionMode.of(transacted, acknowledgeMode), AngariumTopicSession::new);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Topic topic, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, maxMessages);
    }
}
