package io.angarium.ra.outbound;

import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.AngariumSession;
import jakarta.jms.JMSException;
import jakarta.jms.XASession;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A managed connection's place on a connection to the broker: a session of its own. The session serves all that a container may want: a
 * branch of its transaction, a local transaction, none. Used as its managed connection; a loss may be told by any thread.
 */
final class Seat {
    private final SharedConnection shared;
    private final AngariumConnection connection;
    private final XASession session;
    private final Sockets sockets;
    private volatile @Nullable Consumer<JMSException> loss;

    Seat(SharedConnection shared, AngariumConnection connection, XASession session, Sockets sockets) {
        this.shared = shared;
        this.connection = connection;
        this.session = session;
        this.sockets = sockets;
    }

    /** Sets who hears that the connection is gone for good. */
    void onLoss(Consumer<JMSException> listener) {
        loss = listener;
    }

    void lost(JMSException cause) {
        Consumer<JMSException> listener = loss;
        if (listener != null) {
            listener.accept(cause);
        }
    }

    /** For its client identifier and its meta data; it is started by nobody, and closed by the last one that leaves. */
    AngariumConnection connection() {
        return connection;
    }

    AngariumSession session() {
        return (AngariumSession) session;
    }

    XASession branches() {
        return session;
    }

    boolean isBroken() {
        return connection.isBroken();
    }

    /** Lets messages come to this session alone. */
    void start() throws JMSException {
        session().flow(true);
    }

    void stop() throws JMSException {
        session().flow(false);
    }

    /** Ends the session, and the connection with the last of its sessions. */
    void leave() throws JMSException {
        loss = null;
        shared.gone(this);
        sockets.leave(shared, session);
    }
}
