package io.angarium.server.engine;

import io.angarium.wire.ReplyFrame;

/**
 * Answers about branches. What is said of the end of a branch, and that there is none, waits until it is certain: a transaction manager
 * forgets its own record on the strength of it, and a crash must not bring the branch back. Owner: the engine's holder.
 */
final class Verdicts {
    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Outputs outputs;
    private long decision = -1;

    Verdicts(Ledger ledger, DurabilityGate gate, Outputs outputs) {
        this.ledger = ledger;
        this.gate = gate;
        this.outputs = outputs;
    }

    /** A branch was just prepared or ended by the record appended last. */
    void decided() {
        decision = ledger.lastPosition();
    }

    /** The same, and something to do when it is on disk. */
    void decided(Held whenDurable) {
        decided();
        gate.hold(decision, whenDurable);
    }

    /** Answers at once. */
    void now(ConnectionState connection, ReplyFrame reply) {
        outputs.send(connection.id(), reply);
    }

    /** Answers when all that was decided so far is on disk. */
    void whenCertain(ConnectionState connection, ReplyFrame reply) {
        if (gate.isDurable(decision)) {
            now(connection, reply);
        } else {
            gate.hold(decision, () -> now(connection, reply));
        }
    }
}
