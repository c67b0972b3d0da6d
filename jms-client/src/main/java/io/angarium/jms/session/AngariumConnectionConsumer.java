package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.ConsumerFrame.ConsumerClosed;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.util.function.Consumer;

/**
 * Feeds server sessions (Jakarta Messaging 3.1 section 11.2). It consumes by a session of its own; when messages have arrived its thread
 * takes a server session from the pool, passes them on to that one's session, which from then on settles them, and starts it. A pool
 * that fails is asked again after a pause.
 */
final class AngariumConnectionConsumer implements ConnectionConsumer {
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final AngariumSession anchor;
    private final WireConsumer source;
    private final ServerSessionPool pool;
    private final int maxMessages;
    private final Consumer<AngariumConnectionConsumer> onClose;
    private final Object loading = new Object();
    private volatile boolean closed; // set under loading

    AngariumConnectionConsumer(
            AngariumSession anchor,
            ConsumerSpec spec,
            ServerSessionPool pool,
            int maxMessages,
            Consumer<AngariumConnectionConsumer> onClose)
            throws JMSException {
        this.anchor = anchor;
        this.pool = pool;
        this.maxMessages = maxMessages;
        this.onClose = onClose;
        source = anchor.core().consumers().open(spec, maxMessages);
    }

    /** Begins to consume, as soon as the connection is started. */
    void begin() throws JMSException {
        source.want(anchor.core().gate()::isOpen);
        new Thread(this::run, "angarium-connection-consumer-" + anchor.core().number()).start();
    }

    private Channel channel() {
        return anchor.core().channel();
    }

    @Override
    public ServerSessionPool getServerSessionPool() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the connection consumer is closed");
        }
        return pool;
    }

    private void run() {
        long pause = 0;
        try {
            while (awaitMessages(pause)) {
                pause = serve() ? 0 : Math.min(LONGEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, 2 * pause));
            }
        } catch (JMSException e) {
            report(e);
        } catch (RuntimeException | Error e) { // nobody would feed the server sessions any more, and nobody know
            report(JmsExceptions.caused(new JMSException("the connection consumer failed: " + e), e));
        }
    }

    /** Waits for messages that may be delivered; false at the end. */
    private boolean awaitMessages(long pauseMillis) throws JMSException {
        Thread.interrupted(); // left behind by the pool; this thread is not waited for that way
        if (pauseMillis > 0) {
            channel().await(() -> closed, Deadlines.inMillis(pauseMillis), "a server session");
        }
        do {
            channel().await(this::isReady, Deadlines.NEVER, "messages to load");
        } while (!isOver() && !source.passOver());
        ConsumerClosed ended = source.endedByBroker();
        if (ended != null && !closed) {
            throw JmsExceptions.of(ended.code(), "the broker closed the connection consumer: " + ended.reason());
        }
        return !closed;
    }

    private boolean isOver() {
        return closed || source.endedByBroker() != null;
    }

    private boolean isReady() {
        return isOver() || (anchor.core().gate().isOpen() && !source.isEmpty());
    }

    /** Serves one server session; false if the pool, or the server session, failed. */
    private boolean serve() {
        try {
            ServerSession server = pool.getServerSession();
            if (!(server.getSession() instanceof AngariumSession session)
                    || session.core().channel() != channel()) {
                throw new JMSException("the server session's session is none of this connection");
            }
            try {
                load(session);
            } finally {
                start(server, session); // in any case: so the pool gets its server session back
            }
            return true;
        } catch (JMSException e) {
            report(e);
        } catch (RuntimeException e) {
            report(JmsExceptions.caused(new JMSException("the pool of server sessions failed: " + e), e));
        }
        return false;
    }

    /** Loads nothing if the connection was stopped or this was closed while the pool had no server session. */
    private void load(AngariumSession session) throws JMSException {
        session.core().checkOpen();
        synchronized (loading) {
            if (closed || !anchor.core().gate().isOpen()) {
                return;
            }
            session.load().take(source, maxMessages);
        }
    }

    private static void start(ServerSession server, AngariumSession session) throws JMSException {
        boolean started = false;
        try {
            server.start();
            started = true;
        } finally {
            if (!started) {
                session.load().giveBack();
            }
        }
    }

    private void report(JMSException problem) {
        if (!closed && !channel().isBroken()) {
            anchor.core().connection().notifier().insist(problem);
        }
    }

    @Override
    public void close() throws JMSException {
        synchronized (loading) {
            if (closed) {
                return;
            }
            closed = true;
        }
        channel().wake();
        onClose.accept(this);
        anchor.close();
    }
}
