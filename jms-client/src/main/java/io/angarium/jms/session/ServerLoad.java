package io.angarium.jms.session;

import io.angarium.jms.receiving.ListenerSource;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a connection consumer has loaded into a server session's session, and its running (Jakarta Messaging 3.1 section 8.8). Loaded by
 * the connection consumer's thread, run by the application server's; never both at a time. What cannot be run goes back to its place
 * in the queue, and leaves alone what was run before it: that may be part of a transaction.
 */
final class ServerLoad {
    private static final System.Logger LOG = System.getLogger(ServerLoad.class.getName());

    private final SessionCore session;
    private final Queue<Loaded> loaded = new ConcurrentLinkedQueue<>();
    private volatile @Nullable MessageListener listener;

    private record Loaded(WireConsumer consumer, Deliver delivery) {}

    ServerLoad(SessionCore session) {
        this.session = session;
    }

    @Nullable
    MessageListener listener() {
        return listener;
    }

    void listener(@Nullable MessageListener newListener) {
        listener = newListener;
    }

    void add(WireConsumer consumer, Deliver delivery) {
        loaded.add(new Loaded(consumer, delivery));
    }

    /** Hands what was loaded to the session's listener; {@link jakarta.jms.Session#run}. */
    void run() {
        MessageListener receiver = listener;
        if (receiver == null) {
            LOG.log(System.Logger.Level.WARNING, "a server session ran without a message listener");
        }
        boolean passing = receiver != null;
        for (Loaded next = loaded.poll(); next != null; next = loaded.poll()) {
            try {
                passing = passing && receiver != null && run(next, receiver);
            } catch (JMSException e) {
                passing = false;
                session.connection().notifier().report(e);
            }
            if (!passing) {
                giveBack(next);
            }
        }
    }

    /** False if deliveries do not pass now, so that the listener has not seen it. */
    private boolean run(Loaded next, MessageListener receiver) throws JMSException {
        long recoveries = session.recovery().count();
        ListenerSource source = new ListenerSource(next.consumer(), receiver, session.surroundings());
        boolean passed = source.runLoaded(next.delivery());
        if (session.recovery().count() != recoveries) {
            loaded.clear(); // all of it was given back
        }
        return passed;
    }

    private void giveBack(Loaded delivery) {
        try {
            delivery.consumer().giveBack(delivery.delivery());
        } catch (JMSException e) { // with its link the broker takes back everything
            LOG.log(System.Logger.Level.DEBUG, "a loaded message could not be given back", e);
        }
    }
}
