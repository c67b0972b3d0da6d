package io.angarium.ra.outbound;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.session.AngariumConnection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the broker and those that have a session on it. It is opened by the first, and others who come meanwhile wait for that.
 * Its count of places is guarded by the lock of its {@link Sockets}; the rest is thread-safe.
 */
final class SharedConnection {
    private static final Logger LOG = System.getLogger(SharedConnection.class.getName());

    private final Credentials who;
    private final FutureTask<XAConnection> opening;
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private volatile @Nullable AngariumConnection connection;
    private int taken; // guarded by Sockets

    SharedConnection(Domain domain, AngariumXAConnectionFactory factory, Credentials who) {
        this.who = who;
        opening = new FutureTask<>(() -> open(domain, factory));
    }

    private XAConnection open(Domain domain, AngariumXAConnectionFactory factory) throws JMSException {
        XAConnection opened = domain.connect(factory, who.user(), who.password());
        AngariumConnection heard = (AngariumConnection) opened;
        heard.setExceptionListener(problem -> heard(heard, problem));
        connection = heard;
        return opened;
    }

    /** A refused send is told that way too, and ends nothing. */
    private void heard(AngariumConnection from, JMSException problem) {
        if (from.isBroken()) {
            LOG.log(Level.DEBUG, () -> "a connection is lost: " + problem.getMessage());
            seats.forEach(seat -> seat.lost(problem));
        } else {
            LOG.log(Level.WARNING, () -> "the broker says: " + problem.getMessage());
        }
    }

    /** Whether another one may sit down: the same user, a connection that is good or not open yet, and not too many. */
    boolean hasRoom(Credentials wanted, int most) {
        if (taken >= most || !who.equals(wanted)) {
            return false;
        }
        AngariumConnection now = connection;
        return now == null ? !opening.isDone() : !now.isBroken();
    }

    void take() {
        taken++;
    }

    /** Whether that was the last one. */
    boolean giveUp() {
        taken--;
        return taken == 0;
    }

    /** The connection, when it is open; opens it if nobody does. */
    XAConnection connection() throws JMSException {
        opening.run(); // once: whoever comes later finds it run
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException e) { // opening has time-outs of its own
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JMSException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void seated(Seat seat) {
        seats.add(seat);
    }

    void gone(Seat seat) {
        seats.remove(seat);
    }

    /** Closes it, if it was ever open. */
    void close() throws JMSException {
        AngariumConnection now = connection;
        if (now != null) {
            now.close();
        }
    }
}
