package io.angarium.server.engine.sim;

import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A session as the engine should know it. */
final class ModelSession {
    final ModelConnection connection;
    final int number;
    final List<ModelConsumer> consumers = new ArrayList<>();
    /** Persistent sends outside transactions that are not confirmed, by their sequence. */
    final List<Unconfirmed> unconfirmed = new ArrayList<>();

    /** How to take back the sends not confirmed yet, by their sequence, should the engine refuse them. */
    final Map<Long, Runnable> undo = new HashMap<>();

    /** Sends in what has been rolled back before: these are refused. */
    final Set<Long> inUndone = new HashSet<>();

    /** What was sent where, by the sends' sequence. */
    final Map<Long, Sent> sent = new HashMap<>();

    final ModelWindows.Window window;
    /** Highest tags that the client has seen, by consumer. */
    final Map<Integer, Long> tags = new HashMap<>();

    boolean resumed;
    long resentUpTo;
    /** Number of the last transaction whose end the client knows. */
    long ended;

    long lastSequence;
    long confirmed;
    ModelTransaction transaction;

    /** What a send is about. */
    record Sent(SimMessage message, Destination destination) {}

    /** A send that waits for its confirmation. */
    record Unconfirmed(long sequence, Place place, boolean waitsForDisk) {}

    /** An open transaction. */
    static final class ModelTransaction {
        final long number;
        /** Tells its sends from others of the session, if it may end behind them. */
        final String stream;
        /** A send of it was refused: it can only roll back. */
        boolean failed;
        /** It has been rolled back before its end. */
        boolean undone;

        final List<ModelSend> sends = new ArrayList<>();
        final List<ModelEntry> acknowledged = new ArrayList<>();

        ModelTransaction(long number, String stream) {
            this.number = number;
            this.stream = stream;
        }
    }

    ModelSession(ModelConnection connection, int number, ModelWindows.Window window) {
        this.connection = connection;
        this.number = number;
        this.window = window;
    }

    /** The same over all its connections. */
    String line() {
        return connection.incarnation + "/s" + number;
    }

    ModelTransaction transaction(long wanted) {
        if (transaction == null) {
            transaction = new ModelTransaction(wanted, "");
        }
        return transaction;
    }

    @Override
    public String toString() {
        return connection + "/s" + number;
    }
}
