package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import org.jspecify.annotations.Nullable;

/**
 * Recognises sends that a client repeats after a lost connection, and those that an application repeats under a key of its own, so that
 * none is taken twice. Owner: the engine's holder.
 */
final class Resends {
    private final DurabilityGate gate;
    private final Ledger ledger;
    private final Confirmer confirmer;
    private final DuplicateKeys keys;

    Resends(DurabilityGate gate, Ledger ledger, Confirmer confirmer, DuplicateKeys keys) {
        this.keys = keys;
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
     * Settles a send whose application's key was taken before; false if it is to be taken.
     *
     * @param key null if it has none
     * @throws Refusal IN_USE if nobody knows yet
     */
    boolean settled(SessionState session, ProducerFrame.Send frame, DuplicateKeys.@Nullable Key key) {
        if (key == null || !keys.repeats(key, transaction(session, frame))) {
            return false;
        }
        Transaction open = frame.transaction() == 0 ? null : session.transaction();
        if (open != null) {
            open.setJournalled(); // its commit must not be known before what it repeats is on disk: it gets a
            // record, behind that
        }
        session.window().taken(frame.sequence());
        confirm(session, frame.sequence());
        return true;
    }

    /** A send was taken: its key counts, or will when its transaction commits. */
    void taken(SessionState session, ProducerFrame.Send frame, DuplicateKeys.@Nullable Key key, long now) {
        session.window().taken(frame.sequence());
        if (key == null) {
            return;
        }
        long transaction = transaction(session, frame);
        if (transaction == 0) {
            keys.taken(key, now);
        } else {
            keys.held(key, transaction);
        }
    }

    /** Number in the journal, 0 if it comes in none. */
    private static long transaction(SessionState session, ProducerFrame.Send frame) {
        Transaction open = frame.transaction() == 0 ? null : session.transaction();
        return open == null ? 0 : open.id();
    }

    /**
     * Sees to it that a send which is to be taken cannot have been taken before.
     *
     * @throws Refusal OUTCOME_UNKNOWN if nobody knows any more
     */
    void checkKnown(SessionState session, ProducerFrame.Send frame) {
        Resumption resumption = session.resumption();
        if (resumption == null || frame.sequence() > resumption.sentUpTo()) {
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
