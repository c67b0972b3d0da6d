package io.angarium.jms.session;

import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import org.jspecify.annotations.Nullable;

/** A session of the topic domain, which refuses what is about queues: Jakarta Messaging 3.1 section 2.10. Used as {@link AngariumSession}. */
class AngariumTopicSession extends AngariumSession implements TopicSession {

    AngariumTopicSession(AngariumConnection owner, SessionCore core) {
        super(owner, core);
    }

    private static IllegalStateException refusal(String method) {
        return new IllegalStateException("a TopicSession has no " + method + ": it knows no queues");
    }

    @Override
    public TopicSubscriber createSubscriber(@Nullable Topic topic) throws JMSException {
        return createSubscriber(topic, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(@Nullable Topic topic, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return consumers().subscriber(topic, selector, noLocal);
    }

    @Override
    public TopicPublisher createPublisher(@Nullable Topic topic) throws JMSException {
        core().checkOpen();
        return new AngariumTopicPublisher(core(), topic == null ? null : Targets.required(topic));
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        if (destination instanceof Queue && !(destination instanceof Topic)) {
            throw refusal("consumer of a queue");
        }
        return super.createConsumer(destination, selector, noLocal);
    }

    @Override
    public Queue createQueue(@Nullable String name) throws JMSException {
        throw refusal("createQueue");
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        throw refusal("createBrowser");
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        throw refusal("createTemporaryQueue");
    }
}
