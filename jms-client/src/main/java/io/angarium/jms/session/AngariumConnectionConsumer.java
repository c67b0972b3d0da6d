package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Kind;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.util.function.Consumer;

/**
 * Feeds server sessions (Jakarta Messaging 3.1 section 8.8). Its thread takes one server session at a time from the pool, lets that
 * session consume until something comes, loads what came, and starts it: so acknowledgements and transactions are those of the server
 * session. A session of its own keeps the subscription, and shows at once whether it may be consumed.
 */
final class AngariumConnectionConsumer implements ConnectionConsumer {
    private final AngariumSession anchor;
    private final ConsumerSpec spec;
    private final ServerSessionPool pool;
    private final int maxMessages;
    private final Consumer<AngariumConnectionConsumer> onClose;
    private final Thread thread;
    private final Object turns = new Object();
    private volatile boolean started;
    private volatile boolean closed;

    AngariumConnectionConsumer(
            AngariumSession anchor,
            ConsumerSpec spec,
            ServerSessionPool pool,
            int maxMessages,
            Consumer<AngariumConnectionConsumer> onClose)
            throws JMSException {
        this.anchor = anchor;
        this.spec = spec;
        this.pool = pool;
        this.maxMessages = maxMessages;
        this.onClose = onClose;
        WireConsumer probe = anchor.core().consumers().open(spec);
        if (spec.kind() != Kind.SHARED) {
            anchor.core().consumers().remove(probe);
            probe.close();
        }
        thread = new Thread(
                this::run, "angarium-connection-consumer-" + anchor.core().number());
        thread.start();
    }

    private Channel channel() {
        return anchor.core().channel();
    }

    void started(boolean now) {
        synchronized (turns) {
            started = now;
            turns.notifyAll();
        }
        channel().wake();
    }

    @Override
    public ServerSessionPool getServerSessionPool() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the connection consumer is closed");
        }
        return pool;
    }

    private void run() {
        try {
            while (awaitStarted()) {
                ServerSession server = pool.getServerSession();
                if (!(server.getSession() instanceof AngariumSession session)) {
                    throw new JMSException("the server session's session is none of this provider");
                }
                load(session);
                server.start();
            }
        } catch (JMSException e) {
            report(e);
        } catch (RuntimeException e) {
            report(JmsExceptions.caused(new JMSException("the pool of server sessions failed: " + e), e));
        }
    }

    private void report(JMSException problem) {
        if (!closed && !channel().isBroken()) {
            anchor.core().connection().notifier().report(problem);
        }
    }

    private boolean awaitStarted() throws JMSException {
        synchronized (turns) {
            while (!started && !closed) {
                try {
                    turns.wait();
                } catch (InterruptedException e) {
                    throw JmsExceptions.interrupted(e, "the start of the connection");
                }
            }
        }
        return !closed;
    }

    /** Waits for messages and loads them; loads none if stopped or closed meanwhile. */
    private void load(AngariumSession session) throws JMSException {
        SessionConsumers consumers = session.core().consumers();
        WireConsumer consumer = consumers.open(spec, maxMessages);
        try {
            consumer.want(() -> true);
            channel().await(() -> closed || !started || !consumer.isEmpty(), Deadlines.NEVER, "messages to load");
            if (closed || !started) {
                return;
            }
            for (int i = 0; i < maxMessages; i++) {
                Deliver next = consumer.take(any -> {});
                if (next == null) {
                    return;
                }
                session.load().add(consumer, next);
            }
        } finally {
            consumers.remove(consumer);
            consumer.close();
        }
    }

    @Override
    public void close() throws JMSException {
        if (closed) {
            return;
        }
        synchronized (turns) {
            closed = true;
            turns.notifyAll();
        }
        channel().wake();
        onClose.accept(this);
        anchor.close();
    }
}
