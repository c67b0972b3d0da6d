package io.angarium.server.engine.sim;

import io.angarium.wire.SessionFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session at its client; like a real one it does nothing else while it waits for a commit, rollback or recover. */
final class SimSession {
    final int number;
    final boolean transacted;
    final Map<Integer, SimProducer> producers = new LinkedHashMap<>();
    final Map<Integer, SimConsumer> consumers = new LinkedHashMap<>();
    /** Persistent sends not confirmed, by sequence. */
    final Map<Long, SimMessage> unconfirmed = new LinkedHashMap<>();
    /** Of the open transaction. */
    final List<SimMessage> sentInTransaction = new ArrayList<>();

    final List<AppLedger.Receipt> acceptedInTransaction = new ArrayList<>();
    long sequence;
    long transaction = 1;
    boolean busy;
    /** Waits for the reply that makes earlier deliveries void. */
    boolean voiding;

    SimSession(int number, boolean transacted) {
        this.number = number;
        this.transacted = transacted;
    }

    List<SessionFrame.Handed> handed() {
        return consumers.values().stream()
                .map(c -> new SessionFrame.Handed(c.number, c.handedUpTo))
                .toList();
    }

    long transactionOrNone() {
        return transacted ? transaction : 0;
    }
}
