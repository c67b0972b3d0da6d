package io.angarium.jms.session;

import io.angarium.jms.receiving.Completed;
import io.angarium.jms.receiving.ListenerSource;
import io.angarium.jms.receiving.WireConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a connection consumer has loaded into a server session's session, and its running (Jakarta Messaging 3.1 section 11.2). Loaded by
 * the connection consumer's thread, run by the application server's. What cannot be run goes back to its place in the queue, and leaves
 * alone what was run before it: that may be part of a transaction.
 */
final class ServerLoad {
    private static final System.Logger LOG = System.getLogger(ServerLoad.class.getName());

    private final SessionCore session;
    private final Queue<WireConsumer> loaded = new ConcurrentLinkedQueue<>();
    private final Map<WireConsumer, Completed> completed = new ConcurrentHashMap<>();
    private volatile @Nullable MessageListener listener;

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

    /** Loads what waits at a consumer of another session, which passes it on to this one. */
    void take(WireConsumer source, int most) throws JMSException {
        completed.keySet().removeIf(WireConsumer::isClosed);
        WireConsumer passed =
                source.assign(session.number(), most, completed.computeIfAbsent(source, WireConsumer::settling));
        if (passed != null) {
            session.consumers().add(passed);
            loaded.add(passed);
        }
    }

    /** The session is closed. */
    void end() {
        completed.values().forEach(Completed::end);
    }

    /** Hands what was loaded to the session's listener; {@link jakarta.jms.Session#run}. If it begins in a branch, only while that goes on. */
    void run() {
        run(session.acknowledger().branch());
    }

    /**
     * As {@link #run()}, in the branch that the session is in.
     *
     * @return false if it is in none: then nothing was handed over
     */
    boolean runInBranch() {
        long branch = session.acknowledger().branch();
        if (branch != 0) {
            run(branch);
        }
        return branch != 0;
    }

    private void run(long branch) {
        MessageListener receiver = listener;
        if (receiver == null) {
            LOG.log(System.Logger.Level.WARNING, "a server session ran without a message listener");
        }
        for (WireConsumer next = loaded.poll(); next != null; next = loaded.poll()) {
            if (receiver != null) {
                run(new ListenerSource(next, receiver, session.surroundings(), branch));
            }
            giveBack(next);
        }
    }

    /** Until there is no more, or deliveries do not pass: the connection is stopped, the session is being closed, the branch has ended. */
    private void run(ListenerSource source) {
        try {
            boolean more = true;
            while (more) {
                more = source.runOne();
            }
        } catch (JMSException e) {
            session.connection().notifier().insist(e);
        }
    }

    /** Gives back all that was loaded. */
    void giveBack() {
        for (WireConsumer next = loaded.poll(); next != null; next = loaded.poll()) {
            giveBack(next);
        }
    }

    private void giveBack(WireConsumer deliveries) {
        deliveries.over();
        try {
            deliveries.giveBackWaiting();
            session.acknowledger().settle();
        } catch (JMSException e) { // with its link the broker takes back everything
            LOG.log(System.Logger.Level.DEBUG, "loaded messages could not be given back", e);
        }
        session.consumers().remove(deliveries);
    }
}
