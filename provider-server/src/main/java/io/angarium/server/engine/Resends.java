package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;

/** Recognises sends that a client repeats after a lost connection, so that none is taken twice. Owner: the engine's holder. */
final class Resends {
    private final DurabilityGate gate;
    private final Ledger ledger;
    private final Confirmer confirmer;

    Resends(DurabilityGate gate, Ledger ledger, Confirmer confirmer) {
        this.gate = gate;
        this.ledger = ledger;
        this.confirmer = confirmer;
    }

    /** Settles a send that needs no more than its confirmation: it was taken before, or must not be taken again; false if it is to be taken. */
    boolean settled(SessionState session, ProducerFrame.Send frame) {
        SendWindow window = session.window();
        boolean over = frame.transaction() != 0 && frame.transaction() <= session.lastTransaction();
        boolean known = window.has(frame.sequence());
        if (!known && !over && !unsure(window, frame)) {
            return false;
        }
        if (!known) {
            window.taken(frame.sequence());
        }
        confirm(session, frame.sequence());
        return true;
    }

    /** A former run of the broker may have delivered it, and a message that is not persistent comes once at most. */
    private static boolean unsure(SendWindow window, ProducerFrame.Send frame) {
        return !frame.message().persistent() && frame.sequence() <= window.unsureUpTo();
    }

    /** It was taken before, so it is on disk at the latest when all is that has been journalled so far. */
    private void confirm(SessionState session, long sequence) {
        if (gate.waits() || session.confirmations().waits()) {
            session.confirmations().waiting(sequence);
            gate.hold(ledger.lastPosition(), () -> confirmer.durable(session, sequence));
        } else {
            confirmer.settledAtOnce(session, sequence);
        }
    }

    /**
     * Sees to it that a send which is to be taken cannot have been taken before.
     *
     * @throws Refusal OUTCOME_UNKNOWN if nobody knows any more
     */
    void checkKnown(SessionState session, ProducerFrame.Send frame) {
        Resumption resumption = session.resumption();
        if (resumption == null || frame.sequence() > resumption.resentUpTo()) {
            return;
        }
        if (resumption.forgotten() || frame.sequence() <= session.window().floor()) {
            throw new Refusal(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "send " + frame.sequence() + " was repeated after a lost connection, and the broker does not know"
                            + " any more whether it has taken it before; it was not taken again");
        }
    }
}
