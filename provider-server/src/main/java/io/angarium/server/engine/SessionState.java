package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One session of a connection. Owner: the engine's holder. */
final class SessionState {
    private final int id;
    private final ConnectionState connection;
    private final List<ConsumerState> consumers = new ArrayList<>(1);
    private final List<ProducerState> producers = new ArrayList<>(1);
    private final Map<Integer, LargeBody> bodies = new HashMap<>(0);
    private final SendWindow window;
    private final @Nullable Resumption resumption;
    private final Confirmations confirmations;
    private @Nullable Transaction transaction;
    private long transactionNumber;
    private long lastTransaction;
    private int heldCommits;
    private boolean scanning;
    private @Nullable Stall stall;

    /** A new session. */
    SessionState(int id, ConnectionState connection, SendWindow window) {
        this(id, connection, window, null);
    }

    /** @param resumption how it goes on with a lost one, or null if it is new */
    SessionState(int id, ConnectionState connection, SendWindow window, @Nullable Resumption resumption) {
        this.id = id;
        this.connection = connection;
        this.window = window;
        this.resumption = resumption;
        this.confirmations = new Confirmations(resumption == null ? 0 : resumption.confirmed());
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

    /** Bodies in parts that none of its sends has named, by the client's number. */
    Map<Integer, LargeBody> bodies() {
        return bodies;
    }

    /** What is known of its sends and commits, also of those before it was lost. */
    SendWindow window() {
        return window;
    }

    /** How it goes on with a lost one, or null if it is new. */
    @Nullable
    Resumption resumption() {
        return resumption;
    }

    Confirmations confirmations() {
        return confirmations;
    }

    /** The open transaction, local or of the branch that it is associated with, or null. */
    @Nullable
    Transaction transaction() {
        return transaction;
    }

    /** Number of the open transaction within the session. */
    long transactionNumber() {
        return transactionNumber;
    }

    void begin(Transaction open, long number) {
        transaction = open;
        transactionNumber = number;
    }

    /** The open transaction, and its number, have ended for this session. */
    void endTransaction() {
        transaction = null;
        lastTransaction = transactionNumber;
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

    /** Whether it is scanning for branches. */
    boolean scanning() {
        return scanning;
    }

    void scanning(boolean value) {
        scanning = value;
    }

    /** What of it waits for room, null for nothing. */
    @Nullable
    Stall stall() {
        return stall;
    }

    void stall(@Nullable Stall value) {
        stall = value;
    }
}
