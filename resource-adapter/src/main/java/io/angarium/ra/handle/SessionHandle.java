package io.angarium.ra.handle;

import io.angarium.jms.session.AngariumConsumer;
import io.angarium.jms.session.AngariumSession;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The session of a connection handle: Jakarta Messaging 3.1 sections 12.2 and 12.3. Its work belongs to the container's transaction, if
 * one is in progress, else it is done and acknowledged at once. Used by one thread at a time.
 */
class SessionHandle implements Session {
    private static final String NO_LISTENER = "use a message-driven bean";

    private final ConnectionHandle owner;
    private final int acknowledgeMode;
    private final List<Physical<?>> objects = new ArrayList<>();
    private boolean closed;

    SessionHandle(ConnectionHandle owner, int acknowledgeMode) {
        this.owner = owner;
        this.acknowledgeMode = acknowledgeMode;
    }

    private Attachment attachment() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        return owner.attachment();
    }

    /** The session that does the work, of a handle that is open. */
    final AngariumSession physical() throws JMSException {
        return attachment().session();
    }

    final boolean isClosed() {
        return closed;
    }

    final void forget(Physical<?> object) {
        objects.remove(object);
    }

    /** Closes what is open at the broker; it is made again when it is used. */
    final void release() {
        objects.forEach(Physical::release);
    }

    /** As {@link #close}, while its connection is being closed. */
    final void end() {
        closed = true;
        release();
        objects.clear();
    }

    final <T> Physical<T> made(String what, Physical.Recipe<T> recipe, Physical.Closer<T> closer) throws JMSException {
        Physical<T> object = new Physical<>(this, what, recipe, closer);
        objects.add(object);
        return object;
    }

    /** For the broker, what is local is what came over the same connection: section 8.3.3 means the application's. */
    final void checkLocal(boolean noLocal) throws JMSException {
        if (noLocal && attachment().isShared()) {
            throw new JMSException("noLocal would leave out messages of other connections too, which share one to the"
                    + " broker: set connectionsPerSocket of the connection factory to 1");
        }
    }

    private Physical<AngariumConsumer> consumer(Physical.Recipe<MessageConsumer> recipe) throws JMSException {
        return made("consumer", session -> (AngariumConsumer) recipe.make(session), AngariumConsumer::close);
    }

    /** A receiver for the queue domain. */
    final QueueReceiverHandle receiver(Physical.Recipe<MessageConsumer> recipe) throws JMSException {
        return new QueueReceiverHandle(consumer(recipe));
    }

    /** A subscriber for the topic domain. */
    final TopicSubscriberHandle subscriber(Physical.Recipe<MessageConsumer> recipe) throws JMSException {
        return new TopicSubscriberHandle(consumer(recipe));
    }

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        return physical().createBytesMessage();
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        return physical().createMapMessage();
    }

    @Override
    public Message createMessage() throws JMSException {
        return physical().createMessage();
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        return physical().createObjectMessage();
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
        return physical().createObjectMessage(object);
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        return physical().createStreamMessage();
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return physical().createTextMessage();
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) throws JMSException {
        return physical().createTextMessage(text);
    }

    @Override
    public boolean getTransacted() throws JMSException {
        return attachment().inTransaction();
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        return attachment().inTransaction() ? SESSION_TRANSACTED : acknowledgeMode;
    }

    @Override
    public void commit() throws JMSException {
        throw EnterpriseRules.completion(attachment().inTransaction(), "commit");
    }

    @Override
    public void rollback() throws JMSException {
        throw EnterpriseRules.completion(attachment().inTransaction(), "rollback");
    }

    /** Does nothing outside of transactions, where what was received is acknowledged; what belongs to one comes back when that is rolled back. */
    @Override
    public void recover() throws JMSException {
        if (attachment().inTransaction()) {
            throw new IllegalStateException("the session is in a transaction of the container; roll that back instead");
        }
    }

    @Override
    public void close() throws JMSException {
        if (!closed) {
            end();
        }
    }

    private IllegalStateException noListener(String method) throws JMSException {
        attachment();
        return EnterpriseRules.refusal(method, NO_LISTENER);
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        throw noListener("getMessageListener");
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        throw noListener("setMessageListener");
    }

    /** For the expert's server sessions, which the resource adapter has itself: {@link UnsupportedOperationException}. */
    @Override
    public void run() {
        throw new UnsupportedOperationException("run is not allowed in a Jakarta EE application: " + NO_LISTENER);
    }

    @Override
    public MessageProducer createProducer(@Nullable Destination destination) throws JMSException {
        return new ProducerHandle(this, destination);
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination) throws JMSException {
        return createConsumer(destination, null, false);
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector)
            throws JMSException {
        return createConsumer(destination, selector, false);
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        checkLocal(destination instanceof Topic && noLocal);
        return new ConsumerHandle(consumer(session -> session.createConsumer(destination, selector, noLocal)));
    }

    @Override
    public MessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name, @Nullable String selector)
            throws JMSException {
        return new ConsumerHandle(consumer(session -> session.createSharedConsumer(topic, name, selector)));
    }

    @Override
    public TopicSubscriber createDurableSubscriber(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createDurableSubscriber(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        checkLocal(noLocal);
        return subscriber(session -> session.createDurableSubscriber(topic, name, selector, noLocal));
    }

    @Override
    public MessageConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createDurableConsumer(topic, name, null, false);
    }

    @Override
    public MessageConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        checkLocal(noLocal);
        return new ConsumerHandle(consumer(session -> session.createDurableConsumer(topic, name, selector, noLocal)));
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String name)
            throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) throws JMSException {
        return new ConsumerHandle(consumer(session -> session.createSharedDurableConsumer(topic, name, selector)));
    }

    @Override
    public Queue createQueue(@Nullable String name) throws JMSException {
        return physical().createQueue(name);
    }

    @Override
    public Topic createTopic(@Nullable String name) throws JMSException {
        return physical().createTopic(name);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        return new BrowserHandle(
                made("browser", session -> session.createBrowser(queue, selector), QueueBrowser::close));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        TemporaryQueue queue = physical().createTemporaryQueue();
        owner.deleteLater(queue::delete);
        return queue;
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        TemporaryTopic topic = physical().createTemporaryTopic();
        owner.deleteLater(topic::delete);
        return topic;
    }

    @Override
    public void unsubscribe(@Nullable String name) throws JMSException {
        physical().unsubscribe(name);
    }
}
