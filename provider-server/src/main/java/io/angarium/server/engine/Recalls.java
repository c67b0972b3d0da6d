package io.angarium.server.engine;

import io.angarium.wire.SessionFrame;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells sessions that a branch in which they have received was rolled back: what they hold ready is younger than what is in the queues
 * again. A local transaction needs none, as its session rolls it back itself. Owner: the engine's holder.
 */
final class Recalls {
    private final Outputs outputs;
    private final LongFunction<@Nullable ConnectionState> connections;

    /** @param connections by their ids; null for one that is gone */
    Recalls(Outputs outputs, LongFunction<@Nullable ConnectionState> connections) {
        this.outputs = outputs;
        this.connections = connections;
    }

    /** A transaction was rolled back. */
    void rolledBack(Transaction transaction) {
        for (Transaction.Receiver receiver : transaction.receivers()) {
            ConnectionState connection = connections.apply(receiver.connection());
            SessionState session =
                    connection == null ? null : connection.sessions().get(receiver.session());
            if (session != null) {
                recall(session);
            }
        }
    }

    /** Something that this session had received is back in its queue. */
    void recall(SessionState session) {
        for (ConsumerState consumer : session.consumers()) {
            if (!consumer.browser() && consumer.outstanding().size() > 0) {
                outputs.send(session.connection().id(), new SessionFrame.Recall(session.id()));
                return;
            }
        }
    }
}
