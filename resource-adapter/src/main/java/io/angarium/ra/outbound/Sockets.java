package io.angarium.ra.outbound;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.session.AngariumConnection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections to the broker of one connection factory. As many managed connections as the factory says share one of them, each with a
 * session of its own; users are kept apart. Thread-safe: nothing is sent or waited for under its lock.
 */
final class Sockets {
    private final Domain domain;
    private final int most;
    private final List<SharedConnection> open = new ArrayList<>(); // guarded by this

    /** For a factory of that domain, with at most so many managed connections on each connection. */
    Sockets(Domain domain, int most) {
        this.domain = domain;
        this.most = most;
    }

    /** A session on a connection that has room, or on a new one. */
    Seat take(AngariumXAConnectionFactory factory, Credentials who) throws JMSException {
        SharedConnection shared = reserve(factory, who);
        boolean seated = false;
        try {
            XAConnection connection = shared.connection();
            Seat seat = new Seat(shared, (AngariumConnection) connection, domain.session(connection), this);
            shared.seated(seat);
            seated = true;
            return seat;
        } finally {
            if (!seated) {
                giveUp(shared);
            }
        }
    }

    private synchronized SharedConnection reserve(AngariumXAConnectionFactory factory, Credentials who) {
        for (SharedConnection shared : open) {
            if (shared.hasRoom(who, most)) {
                shared.take();
                return shared;
            }
        }
        SharedConnection shared = new SharedConnection(domain, factory, who);
        shared.take();
        open.add(shared);
        return shared;
    }

    /** Whoever had that session has no more use for it. */
    void leave(SharedConnection shared, XASession session) throws JMSException {
        try {
            session.close();
        } finally {
            giveUp(shared);
        }
    }

    private void giveUp(SharedConnection shared) throws JMSException {
        boolean last;
        synchronized (this) {
            last = shared.giveUp();
            if (last) {
                open.remove(shared);
            }
        }
        if (last) {
            shared.close();
        }
    }
}
