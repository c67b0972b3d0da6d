package io.angarium.server.engine;

import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaFrame;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what comes behind a send that waits for room in its place, and lets those sessions go on when there is some. Where one has found none in a
 * queue, others that wait for the same queue are not tried in that round. Owner: the engine's holder.
 */
final class StalledSessions {
    /** Frames that have waited and are handled in one round, or about so many. */
    private static final int MOST_GOING_ON = 500;

    private final Stalls stalls;
    private final BrokerClock clock;
    private final Retry retry;

    /** Handles what has waited. */
    interface Retry {
        /**
         * Handles a frame, and answers it if it is refused.
         *
         * @param since when it came
         * @return why it goes on waiting, or null if it is done with
         */
        Admission.@Nullable Wait handle(ConnectionState connection, Frame frame, long since);
    }

    StalledSessions(Stalls stalls, BrokerClock clock, Retry retry) {
        this.stalls = stalls;
        this.clock = clock;
        this.retry = retry;
    }

    /** Keeps a frame that is in the order of a session that waits; false if it is not. */
    boolean defer(ConnectionState connection, Frame frame) {
        SessionState session = stalls.isEmpty() ? null : orderedIn(connection, frame);
        if (session == null || session.stall() == null) {
            return false;
        }
        handed(session, frame);
        stalls.defer(session, frame, clock.now());
        return true;
    }

    /** What a frame says applications were handed is known at once: it may never have its turn. */
    private static void handed(SessionState session, Frame frame) {
        if (frame instanceof SessionFrame.CloseSession close) {
            Sessions.handed(session, close.handed());
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            Sessions.handed(session, rollback.handed());
        }
    }

    /** The session that a frame is in the order of, beside its sends, which see to themselves; null for none. */
    private static @Nullable SessionState orderedIn(ConnectionState connection, Frame frame) {
        Integer session = null;
        if (frame instanceof ProducerFrame.CloseProducer close) {
            ProducerState producer = connection.producers().get(close.producer());
            return producer == null ? null : producer.session();
        } else if (frame instanceof TransactionFrame.Commit commit) {
            session = commit.session();
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            session = rollback.session();
        } else if (frame instanceof SessionFrame.CloseSession close) {
            session = close.session();
        } else if (frame instanceof XaFrame.XaStart start) {
            session = start.session();
        } else if (frame instanceof XaFrame.XaEnd end) {
            session = end.session();
        }
        return session == null ? null : connection.sessions().get(session);
    }

    /** End of a round: sessions whose sends wait for room go on as far as there is some, in turn. */
    void goOn() {
        int moved = 0;
        boolean more = true;
        while (more && moved < MOST_GOING_ON) {
            more = false;
            Set<MessageQueue> full = new HashSet<>();
            for (SessionState session : stalls.inTurn()) {
                if (goesOn(session, full)) {
                    more = true;
                    moved++;
                }
            }
        }
        stalls.more(more);
    }

    /** @param full queues in which a send has found no room just now */
    private boolean goesOn(SessionState session, Set<MessageQueue> full) {
        Stall stall = session.stall();
        Stall.Waiting first = stall == null ? null : stall.first();
        if (stall == null || first == null || (full.contains(stall.queue()) && stall.until() > clock.now())) {
            return false;
        }
        Admission.Wait wait = retry.handle(session.connection(), first.frame(), first.since());
        if (wait != null) {
            stall.on(wait);
            full.add(wait.on());
            return false;
        }
        stalls.advanced(session, stall);
        return true;
    }
}
