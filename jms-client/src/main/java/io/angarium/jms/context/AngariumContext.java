package io.angarium.jms.context;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.AngariumSession;
import io.angarium.jms.session.OneClose;
import io.angarium.jms.session.SessionMode;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Connection and session in one: Jakarta Messaging 3.1 section 2.8. The session is opened with its first use, so that a client
 * identifier may be set before. Used by one thread at a time, but for {@link #close}.
 */
public class AngariumContext implements JMSContext {
    private final SharedConnection shared;
    private final SessionMode mode;
    private volatile @Nullable AngariumSession session;
    private volatile boolean autoStart = true;
    private final OneClose closing = new OneClose();
    private volatile boolean closed;

    AngariumContext(SharedConnection shared, SessionMode mode) {
        this.shared = shared;
        this.mode = mode;
    }

    /** A context with a connection of its own, which it closes. */
    public static AngariumContext of(AngariumConnection connection, SessionMode mode) {
        return new AngariumContext(new SharedConnection(connection), mode);
    }

    private AngariumConnection connection() {
        if (closed) {
            throw new IllegalStateRuntimeException("the context is closed");
        }
        return shared.connection();
    }

    final AngariumSession openedSession() throws JMSException {
        AngariumConnection connection = connection();
        synchronized (shared) {
            AngariumSession opened = session;
            if (opened == null) {
                opened = connection.openSession(mode);
                session = opened;
            }
            return opened;
        }
    }

    /** A call on the session that returns something. */
    @FunctionalInterface
    private interface SessionCall<T> {
        T call(AngariumSession session) throws JMSException;
    }

    private <T> T get(SessionCall<T> call) {
        return Unchecked.get(() -> call.call(openedSession()));
    }

    private JMSConsumer consumer(SessionCall<MessageConsumer> call) {
        MessageConsumer consumer = get(call);
        startIfWanted();
        return new ContextConsumer(consumer);
    }

    private void startIfWanted() {
        if (autoStart) {
            Unchecked.run(connection()::start);
        }
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        connection();
        SessionMode childMode = Unchecked.get(() -> SessionMode.of(sessionMode));
        return new AngariumContext(shared.join(), childMode);
    }

    @Override
    public JMSProducer createProducer() {
        AngariumSession opened = get(session -> session);
        return new ContextProducer(() -> opened);
    }

    @Override
    public @Nullable String getClientID() {
        return Unchecked.getNullable(connection()::getClientID);
    }

    @Override
    public void setClientID(@Nullable String clientID) {
        Unchecked.run(() -> connection().setClientID(clientID));
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return Unchecked.get(connection()::getMetaData);
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() {
        return Unchecked.getNullable(connection()::getExceptionListener);
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) {
        Unchecked.run(() -> connection().setExceptionListener(listener));
    }

    @Override
    public void start() {
        Unchecked.run(connection()::start);
    }

    @Override
    public void stop() {
        Unchecked.run(connection()::stop);
    }

    @Override
    public void setAutoStart(boolean newAutoStart) {
        connection();
        autoStart = newAutoStart;
    }

    @Override
    public boolean getAutoStart() {
        connection();
        return autoStart;
    }

    @Override
    public void close() {
        if (!closed) {
            Unchecked.run(this::closeUnlessInListener);
        }
    }

    private void closeUnlessInListener() throws JMSException {
        AngariumSession opened = session;
        if (opened != null) {
            opened.checkNotInListener("close its own context");
        }
        if (shared.isLast()) {
            shared.connection().checkNotInListener("close");
        }
        if (closing.begin()) {
            try {
                closeOnce();
            } finally {
                closed = true;
                closing.over();
            }
        } else {
            closing.await();
        }
    }

    private void closeOnce() throws JMSException {
        AngariumSession opened = session;
        if (shared.leave()) {
            shared.connection().close();
        } else if (opened != null) {
            opened.close();
        }
    }

    @Override
    public BytesMessage createBytesMessage() {
        return get(AngariumSession::createBytesMessage);
    }

    @Override
    public MapMessage createMapMessage() {
        return get(AngariumSession::createMapMessage);
    }

    @Override
    public Message createMessage() {
        return get(AngariumSession::createMessage);
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return get(AngariumSession::createObjectMessage);
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) {
        return get(opened -> opened.createObjectMessage(object));
    }

    @Override
    public StreamMessage createStreamMessage() {
        return get(AngariumSession::createStreamMessage);
    }

    @Override
    public TextMessage createTextMessage() {
        return get(AngariumSession::createTextMessage);
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) {
        return get(opened -> opened.createTextMessage(text));
    }

    @Override
    public boolean getTransacted() {
        connection();
        return mode.isTransacted();
    }

    @Override
    public int getSessionMode() {
        connection();
        return mode.code();
    }

    @Override
    public void commit() {
        Unchecked.run(() -> openedSession().commit());
    }

    @Override
    public void rollback() {
        Unchecked.run(() -> openedSession().rollback());
    }

    @Override
    public void recover() {
        Unchecked.run(() -> openedSession().recover());
    }

    @Override
    public void acknowledge() {
        Unchecked.run(() -> openedSession().acknowledge());
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination) {
        return consumer(opened -> opened.createConsumer(destination));
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination, @Nullable String selector) {
        return consumer(opened -> opened.createConsumer(destination, selector));
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal) {
        return consumer(opened -> opened.createConsumer(destination, selector, noLocal));
    }

    @Override
    public Queue createQueue(@Nullable String name) {
        return get(opened -> opened.createQueue(name));
    }

    @Override
    public Topic createTopic(@Nullable String name) {
        return get(opened -> opened.createTopic(name));
    }

    @Override
    public JMSConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String name) {
        return consumer(opened -> opened.createDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal) {
        return consumer(opened -> opened.createDurableConsumer(topic, name, selector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String name) {
        return consumer(opened -> opened.createSharedDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return consumer(opened -> opened.createSharedDurableConsumer(topic, name, selector));
    }

    @Override
    public JMSConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name) {
        return consumer(opened -> opened.createSharedConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return consumer(opened -> opened.createSharedConsumer(topic, name, selector));
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) {
        QueueBrowser browser = get(opened -> opened.createBrowser(queue, selector));
        startIfWanted();
        return browser;
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return get(AngariumSession::createTemporaryQueue);
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return get(AngariumSession::createTemporaryTopic);
    }

    @Override
    public void unsubscribe(@Nullable String name) {
        Unchecked.run(() -> openedSession().unsubscribe(name));
    }
}
