package io.angarium.jms.session;

import io.angarium.jms.receiving.WireConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import org.jspecify.annotations.Nullable;

/** A consumer of the topic domain: Jakarta Messaging 3.1 section 2.10. Used by its session's thread. */
final class AngariumTopicSubscriber extends AngariumConsumer implements TopicSubscriber {
    private final Topic topic;
    private final boolean noLocal;

    AngariumTopicSubscriber(
            SessionCore session, WireConsumer wire, @Nullable String selector, Topic topic, boolean noLocal) {
        super(session, wire, selector);
        this.topic = topic;
        this.noLocal = noLocal;
    }

    @Override
    public Topic getTopic() throws JMSException {
        checkOpen();
        return topic;
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        checkOpen();
        return noLocal;
    }
}
