package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One session of a connection. Owner: the engine's holder. */
final class SessionState {
    private final int id;
    private final ConnectionState connection;
    private final List<ConsumerState> consumers = new ArrayList<>(1);
    private final List<ProducerState> producers = new ArrayList<>(1);
    private final Confirmations confirmations = new Confirmations();
    private @Nullable Transaction transaction;
    private long lastTransaction;
    private int heldCommits;

    SessionState(int id, ConnectionState connection) {
        this.id = id;
        this.connection = connection;
    }

    int id() {
        return id;
    }

    ConnectionState connection() {
        return connection;
    }

    /** Open consumers, and closed ones with unsettled deliveries. */
    List<ConsumerState> consumers() {
        return consumers;
    }

    List<ProducerState> producers() {
        return producers;
    }

    Confirmations confirmations() {
        return confirmations;
    }

    /** The open local transaction, or null. */
    @Nullable
    Transaction transaction() {
        return transaction;
    }

    void transaction(@Nullable Transaction open) {
        transaction = open;
    }

    /** Number of the transaction that ended last; numbers up to it cannot be used again. */
    long lastTransaction() {
        return lastTransaction;
    }

    void lastTransaction(long number) {
        lastTransaction = number;
    }

    /** Commits whose outcome waits for the disk. */
    int heldCommits() {
        return heldCommits;
    }

    void heldCommits(int value) {
        heldCommits = value;
    }
}
