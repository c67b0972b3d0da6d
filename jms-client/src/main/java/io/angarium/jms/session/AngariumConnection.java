package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.sending.MessageStamp;
import io.angarium.wire.ConsumerFrame.Kind;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A connection of the classic API: Jakarta Messaging 3.1 section 6.1. Thread-safe. */
public class AngariumConnection implements Connection {
    private static final System.Logger LOG = System.getLogger(AngariumConnection.class.getName());

    private final ConnectionContext context;
    private final List<AngariumSession> sessions = new CopyOnWriteArrayList<>();
    private final List<AngariumConnectionConsumer> connectionConsumers = new CopyOnWriteArrayList<>();
    private final StateNotifier states = new StateNotifier();
    private final Object startLock = new Object();
    private final OneClose closing = new OneClose();
    private boolean started; // guarded by startLock
    private boolean sealed; // guarded by startLock
    private volatile boolean closed;

    /**
     * @param channel an open channel, closed with this connection
     * @param settings of this connection; its client identifier was part of the handshake
     * @param destinations makes destination objects
     */
    public AngariumConnection(Channel channel, ClientSettings settings, DestinationFactory destinations) {
        context = new ConnectionContext(
                channel,
                settings,
                new ClientIdentity(channel, settings.clientId()),
                destinations,
                new Temporaries(channel, destinations, settings.incarnation()),
                new MessageStamp(settings.incarnation(), settings.clock()),
                new ExceptionNotifier());
        channel.onLoss(states);
        channel.onBroken(cause -> context.notifier().insist(JmsExceptions.of(cause)));
    }

    /** Makes a session object of its core. */
    @FunctionalInterface
    interface SessionMaker<S extends AngariumSession> {
        S make(AngariumConnection owner, SessionCore core);
    }

    final <S extends AngariumSession> S open(SessionMode mode, SessionMaker<S> maker) throws JMSException {
        use();
        boolean individual = mode == SessionMode.CLIENT && context.settings().individual();
        S session = maker.make(this, new SessionCore(context, individual ? SessionMode.INDIVIDUAL_CLIENT : mode));
        boolean late;
        synchronized (startLock) {
            late = sealed;
            if (!late) {
                sessions.add(session);
                if (started) {
                    session.core().start();
                }
            }
        }
        if (late) {
            session.core().close(true);
            throw new IllegalStateException("the connection is closed");
        }
        return session;
    }

    final void forget(AngariumSession session) {
        sessions.remove(session);
    }

    private void checkOpen() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the connection is closed");
        }
    }

    private void use() throws JMSException {
        checkOpen();
        context.identity().use();
    }

    /** A session of that mode. */
    public final AngariumSession openSession(SessionMode mode) throws JMSException {
        return mode == SessionMode.XA ? open(mode, AngariumXASession::new) : open(mode, AngariumSession::new);
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        checkOpen();
        return openSession(SessionMode.of(transacted, acknowledgeMode));
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        checkOpen();
        return openSession(SessionMode.of(sessionMode));
    }

    @Override
    public Session createSession() throws JMSException {
        return openSession(SessionMode.AUTO);
    }

    @Override
    public @Nullable String getClientID() throws JMSException {
        checkOpen();
        return context.identity().id();
    }

    @Override
    public void setClientID(@Nullable String clientID) throws JMSException {
        checkOpen();
        context.identity().set(clientID);
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        checkOpen();
        return new AngariumMetaData();
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() throws JMSException {
        checkOpen();
        return context.notifier().listener();
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
        checkOpen();
        context.notifier().listener(listener);
    }

    /** Whether its link is gone for good: all that it can still do is be closed. */
    public final boolean isBroken() {
        return context.channel().isBroken();
    }

    /** Who hears when the connection loses its broker and has it back, or null. */
    public final @Nullable ConnectionStateListener getConnectionStateListener() throws JMSException {
        checkOpen();
        return states.listener();
    }

    /** Sets who hears when the connection loses its broker and has it back; null for nobody. */
    public final void setConnectionStateListener(@Nullable ConnectionStateListener listener) throws JMSException {
        checkOpen();
        states.listener(listener);
    }

    @Override
    public void start() throws JMSException {
        use();
        synchronized (startLock) {
            started = true;
            for (AngariumSession session : sessions) {
                session.core().start();
            }
        }
    }

    @Override
    public void stop() throws JMSException {
        use();
        checkNotInMessageListener();
        synchronized (startLock) {
            started = false;
        }
        sessions.forEach(session -> session.core().gate().pause()); // all, before one is waited for
        for (AngariumSession session : sessions) { // without the lock: listeners that are waited for may need it
            session.core().stop();
        }
    }

    /** Section 6.1.5: a message listener would wait for itself; a completion listener goes on while the connection is stopped. */
    private void checkNotInMessageListener() throws JMSException {
        for (AngariumSession session : sessions) {
            if (session.core().insideMessageListener()) {
                throw new IllegalStateException("a message listener may not stop its own connection");
            }
        }
    }

    /** Refuses what a listener of one of its sessions may not do to it. */
    public final void checkNotInListener(String what) throws JMSException {
        for (AngariumSession session : sessions) {
            if (session.core().insideListener()) {
                throw new IllegalStateException("a listener may not " + what + " its own connection");
            }
        }
    }

    @Override
    public void close() throws JMSException {
        if (closed) {
            return;
        }
        checkNotInListener("close");
        if (closing.begin()) {
            try {
                closeOnce();
            } finally {
                closing.over();
            }
        } else if (sessions.stream().noneMatch(session -> session.core().calls().insideHere())) {
            closing.await();
        }
    }

    private void closeOnce() throws JMSException {
        context.notifier().silence();
        CloseSteps steps = new CloseSteps();
        for (AngariumConnectionConsumer consumer : connectionConsumers) {
            steps.then(consumer::close);
        }
        sessions.forEach(session -> session.core().gate().refuse()); // a listener may be receiving in another session
        context.channel().wake();
        for (AngariumSession session : sessions) { // all first: listeners may still use other sessions
            steps.then(session.core()::quiesce);
        }
        synchronized (startLock) { // a session that came later would never tell the broker what it handed over
            sealed = true;
        }
        for (AngariumSession session : sessions) {
            steps.then(() -> session.core().close(true));
        }
        sessions.clear();
        closed = true;
        Channel channel = context.channel();
        boolean broken = channel.isBroken();
        steps.then(channel::close).finish(broken);
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "connection " + channel.welcome().connection() + " closed");
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Destination destination, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        use();
        return open(LoadPlan.plain(destination, selector), pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        use();
        return open(LoadPlan.named(Kind.SHARED, topic, name, selector), pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        use();
        return open(LoadPlan.named(Kind.DURABLE, topic, name, selector), pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        use();
        return open(LoadPlan.named(Kind.SHARED_DURABLE, topic, name, selector), pool, maxMessages);
    }

    private ConnectionConsumer open(LoadPlan plan, @Nullable ServerSessionPool pool, int maxMessages)
            throws JMSException {
        if (pool == null) {
            throw new JMSException("a connection consumer needs a pool of server sessions");
        }
        if (maxMessages < 1) {
            throw new JMSException("a connection consumer needs at least one message at a time, not " + maxMessages);
        }
        AngariumSession anchor = openSession(SessionMode.AUTO);
        boolean begun = false;
        try {
            AngariumConnectionConsumer consumer = new AngariumConnectionConsumer(
                    anchor, plan.specFor(anchor), pool, maxMessages, connectionConsumers::remove);
            connectionConsumers.add(consumer);
            consumer.begin();
            begun = true;
            return consumer;
        } finally {
            if (!begun) {
                anchor.close();
            }
        }
    }
}
