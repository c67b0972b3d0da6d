package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.message.AngariumBytesMessage;
import io.angarium.jms.message.AngariumMapMessage;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.AngariumObjectMessage;
import io.angarium.jms.message.AngariumStreamMessage;
import io.angarium.jms.message.AngariumTextMessage;
import io.angarium.jms.sending.SendOptions;
import io.angarium.jms.sending.Sender;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ErrorCode;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
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
import org.jspecify.annotations.Nullable;

/**
 * A session of the classic API: Jakarta Messaging 3.1 section 6.2. Used by one thread at a time, but for {@link #close}; after a
 * message listener is set that thread is the session's own.
 */
public class AngariumSession implements Session {
    /**
     * A session mode beside those of Jakarta Messaging 3.1 section 6.2.10: as CLIENT_ACKNOWLEDGE, but {@code Message.acknowledge} acknowledges that
     * message and no other, and {@link AngariumMessage#release()}, {@link AngariumMessage#reject()} and {@link AngariumMessage#renew()} do
     * what they say. For {@code createSession(int)} and {@code createContext(int)}.
     */
    public static final int INDIVIDUAL_ACKNOWLEDGE = 101;

    private final AngariumConnection owner;
    private final SessionCore core;
    private final ConsumerFactory consumers;
    private final TransactionControl transactions;
    private final ServerLoad load;

    AngariumSession(AngariumConnection owner, SessionCore core) {
        this.owner = owner;
        this.core = core;
        consumers = new ConsumerFactory(core);
        transactions = new TransactionControl(core);
        load = new ServerLoad(core);
    }

    final SessionCore core() {
        return core;
    }

    /** Lets messages come to this session alone, or no longer, on a connection that several share and nobody starts. */
    public final void flow(boolean on) throws JMSException {
        if (on) {
            core.start();
        } else {
            core.stop();
        }
    }

    final ConsumerFactory consumers() {
        return consumers;
    }

    final ServerLoad load() {
        return load;
    }

    private <M extends Message> M open(M message) throws JMSException {
        core.checkOpen();
        return message;
    }

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        return open(new AngariumBytesMessage());
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        return open(new AngariumMapMessage());
    }

    @Override
    public Message createMessage() throws JMSException {
        return open(new AngariumMessage());
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        return open(new AngariumObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
        ObjectMessage message = createObjectMessage();
        message.setObject(object);
        return message;
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        return open(new AngariumStreamMessage());
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return createTextMessage(null);
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) throws JMSException {
        return open(new AngariumTextMessage(text));
    }

    @Override
    public boolean getTransacted() throws JMSException {
        core.checkOpen();
        return core.mode().isTransacted();
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        core.checkOpen();
        return core.mode().code();
    }

    @Override
    public void commit() throws JMSException {
        transactions.commit();
    }

    @Override
    public void rollback() throws JMSException {
        transactions.rollback();
    }

    @Override
    public void recover() throws JMSException {
        transactions.recover();
    }

    /** Acknowledges all that this session has handed over; does nothing in the modes that acknowledge by themselves. */
    public void acknowledge() throws JMSException {
        core.acknowledge();
    }

    @Override
    public void close() throws JMSException {
        core.checkNotCompleting("close its own session");
        try {
            core.close(false);
        } finally {
            if (core.isClosed()) {
                owner.forget(this);
                load.end();
            }
        }
    }

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        core.checkOpen();
        return load.listener();
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        core.checkOpen();
        load.listener(listener);
        core.consumers().ownListener(listener != null);
    }

    @Override
    public void run() {
        load.run();
    }

    /**
     * As {@link #run}, but hands nothing over outside of the branch that the session is in.
     *
     * @return false if it is in none
     */
    public boolean runInBranch() {
        return load.runInBranch();
    }

    /** Gives back what a connection consumer has loaded for {@link #run} and what will not be run; to its place, and uncounted. */
    public void returnLoaded() {
        load.giveBack();
    }

    @Override
    public MessageProducer createProducer(@Nullable Destination destination) throws JMSException {
        core.checkOpen();
        return new AngariumProducer(core, destination == null ? null : Targets.required(destination));
    }

    /**
     * Sends a message without a producer object, for the simplified API.
     *
     * @param completion whom to tell, or null to wait as the specification wants
     */
    public void send(
            @Nullable Destination destination,
            @Nullable Message message,
            SendOptions options,
            @Nullable CompletionListener completion)
            throws JMSException {
        core.checkOpen();
        Addressed target = Targets.required(destination);
        core.send(Sender.required(message), target, options, completion, null);
    }

    /** Refuses what a listener of this session may not do. */
    public void checkNotInListener(String what) throws JMSException {
        core.checkNotInListener(what);
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
        return consumers.plain(destination, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name, @Nullable String selector)
            throws JMSException {
        return consumers.subscription(Kind.SHARED, topic, name, selector, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createDurableSubscriber(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return consumers.subscription(Kind.DURABLE, topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createDurableConsumer(topic, name, null, false);
    }

    @Override
    public MessageConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return consumers.subscription(Kind.DURABLE, topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String name)
            throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) throws JMSException {
        return consumers.subscription(Kind.SHARED_DURABLE, topic, name, selector, false);
    }

    @Override
    public Queue createQueue(@Nullable String name) throws JMSException {
        core.checkOpen();
        return core.connection().destinations().queue(Targets.name(name));
    }

    @Override
    public Topic createTopic(@Nullable String name) throws JMSException {
        core.checkOpen();
        return core.connection().destinations().topic(Targets.name(name));
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        core.checkOpen();
        Addressed address = Targets.required(queue);
        return new AngariumBrowser(core, (Queue) address, address, Targets.selector(selector));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        core.checkOpen();
        return core.connection().temporaries().queue();
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        core.checkOpen();
        return core.connection().temporaries().topic();
    }

    @Override
    public void unsubscribe(@Nullable String name) throws JMSException {
        core.checkOpen();
        String subscription = Targets.subscription(name);
        try {
            core.channel().call(correlation -> new ConsumerFrame.Unsubscribe(correlation, subscription));
        } catch (JMSException e) {
            if (ErrorCode.NOT_FOUND.name().equals(e.getErrorCode())) {
                throw new InvalidDestinationException(e.getMessage(), e.getErrorCode(), e);
            }
            throw e;
        }
    }
}
