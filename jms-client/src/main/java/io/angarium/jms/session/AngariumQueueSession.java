package io.angarium.jms.session;

import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import org.jspecify.annotations.Nullable;

/** A session of the queue domain, which refuses what is about topics: Jakarta Messaging 3.1 section 2.10. Used as {@link AngariumSession}. */
class AngariumQueueSession extends AngariumSession implements QueueSession {

    AngariumQueueSession(AngariumConnection owner, SessionCore core) {
        super(owner, core);
    }

    private static IllegalStateException refusal(String method) {
        return new IllegalStateException("a QueueSession has no " + method + ": it knows no topics");
    }

    @Override
    public QueueReceiver createReceiver(@Nullable Queue queue) throws JMSException {
        return createReceiver(queue, null);
    }

    @Override
    public QueueReceiver createReceiver(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        return consumers().receiver(queue, selector);
    }

    @Override
    public QueueSender createSender(@Nullable Queue queue) throws JMSException {
        core().checkOpen();
        return new AngariumQueueSender(core(), queue == null ? null : Targets.required(queue));
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        if (destination instanceof Topic && !(destination instanceof Queue)) {
            throw refusal("consumer of a topic");
        }
        return super.createConsumer(destination, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name, @Nullable String selector)
            throws JMSException {
        throw refusal("createSharedConsumer");
    }

    @Override
    public TopicSubscriber createDurableSubscriber(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        throw refusal("createDurableSubscriber");
    }

    @Override
    public MessageConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        throw refusal("createDurableConsumer");
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) throws JMSException {
        throw refusal("createSharedDurableConsumer");
    }

    @Override
    public Topic createTopic(@Nullable String name) throws JMSException {
        throw refusal("createTopic");
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        throw refusal("createTemporaryTopic");
    }

    @Override
    public void unsubscribe(@Nullable String name) throws JMSException {
        throw refusal("unsubscribe");
    }
}
