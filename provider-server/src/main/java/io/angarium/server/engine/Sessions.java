package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.SessionFrame;
import java.util.List;

/** Sessions: opening, closing and recovering them. Owner: the engine's holder. */
final class Sessions {
    private final Consumers consumers;
    private final Producers producers;
    private final Transactions transactions;
    private final Branches branches;
    private final Redelivery redelivery;
    private final Confirmer confirmer;
    private final SendWindows windows;
    private final BrokerClock clock;

    Sessions(
            Consumers consumers,
            Producers producers,
            Transactions transactions,
            Branches branches,
            Redelivery redelivery,
            Confirmer confirmer,
            SendWindows windows,
            BrokerClock clock) {
        this.consumers = consumers;
        this.producers = producers;
        this.transactions = transactions;
        this.branches = branches;
        this.redelivery = redelivery;
        this.confirmer = confirmer;
        this.windows = windows;
        this.clock = clock;
    }

    void open(ConnectionState connection, int id) {
        if (connection.sessions().containsKey(id)) {
            throw new Refusal(ErrorCode.PROTOCOL, "session " + id + " is open already");
        }
        SendWindow window = windows.open(new SendWindow.Key(connection.incarnation(), id));
        connection.sessions().put(id, new SessionState(id, connection, window));
    }

    static SessionState session(ConnectionState connection, int id) {
        SessionState session = connection.sessions().get(id);
        if (session == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "session " + id + " is not open");
        }
        return session;
    }

    void close(ConnectionState connection, SessionFrame.CloseSession frame) {
        SessionState session = session(connection, frame.session());
        handed(session, frame.handed());
        close(session, true);
    }

    /** @param clean whether the client closed it, so that it never comes again */
    void close(SessionState session, boolean clean) {
        if (clean) {
            windows.closed(session.window());
        } else {
            windows.lost(session.window(), clock.now());
        }
        producers.ended(session);
        branches.ended(session, clean);
        transactions.abandon(session);
        for (ConsumerState consumer : session.consumers().toArray(new ConsumerState[0])) {
            redelivery.returnAll(consumer, clean);
            consumers.detach(consumer);
        }
        for (ProducerState producer : session.producers().toArray(new ProducerState[0])) {
            producers.close(producer);
        }
        confirmer.ended(session);
        session.connection().sessions().remove(session.id());
    }

    void recover(ConnectionState connection, SessionFrame.Recover frame) {
        SessionState session = session(connection, frame.session());
        handed(session, frame.handed());
        returnEverything(session);
    }

    /** Everything that the session's consumers hold goes back, their credit is void. */
    void returnEverything(SessionState session) {
        for (ConsumerState consumer : session.consumers().toArray(new ConsumerState[0])) {
            if (consumer.browser()) {
                continue;
            }
            redelivery.returnAll(consumer, true);
            consumer.clearCredit();
            consumers.forgetIfSettled(consumer);
        }
    }

    static void handed(SessionState session, List<SessionFrame.Handed> handed) {
        for (SessionFrame.Handed one : handed) {
            ConsumerState consumer = session.connection().consumers().get(one.consumer());
            if (consumer != null) {
                consumer.handed(one.upTo());
            }
        }
    }
}
