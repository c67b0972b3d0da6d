package io.angarium.server.engine;

import io.angarium.wire.ProducerFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends cumulative confirmations: at the end of the round for persistent sends, for others when enough have gathered or a little
 * later, since nobody waits for them. Owner: the engine's holder.
 */
final class Confirmer {
    private static final int ENOUGH = 64;
    private static final long PATIENCE_MILLIS = 10;

    private final Outputs outputs;
    private final List<SessionState> urgent = new ArrayList<>();
    private final List<SessionState> patient = new ArrayList<>();
    private long patientUntil = Long.MAX_VALUE;

    Confirmer(Outputs outputs) {
        this.outputs = outputs;
    }

    /** The oldest waiting persistent send of this session is on disk. */
    void durable(SessionState session, long sequence) {
        session.confirmations().durable(sequence);
        hurry(session);
    }

    /** A send of this session was taken that does not wait for the disk, and the sender waits for its confirmation. */
    void settledAtOnce(SessionState session, long sequence) {
        session.confirmations().settled(sequence);
        hurry(session);
    }

    /** A send of this session was taken that does not wait for the disk. */
    void settled(SessionState session, long sequence, long now) {
        Confirmations confirmations = session.confirmations();
        confirmations.settled(sequence);
        if (confirmations.due() >= ENOUGH) {
            hurry(session);
        } else if (!confirmations.patient() && !confirmations.waits()) {
            confirmations.patient(true);
            patient.add(session);
            if (patient.size() == 1) {
                patientUntil = now + PATIENCE_MILLIS;
            }
        }
    }

    private void hurry(SessionState session) {
        if (!session.confirmations().urgent()) {
            session.confirmations().urgent(true);
            urgent.add(session);
        }
    }

    /** When {@link #time} wants to be called. */
    long wakeAt() {
        return patient.isEmpty() ? Long.MAX_VALUE : patientUntil;
    }

    /** Lets the patient ones go if it is time. */
    void time(long now) {
        if (now < patientUntil) {
            return;
        }
        for (int i = 0; i < patient.size(); i++) {
            patient.get(i).confirmations().patient(false);
            hurry(patient.get(i));
        }
        patient.clear();
        patientUntil = Long.MAX_VALUE;
    }

    /** End of the round. */
    void flush() {
        for (int i = 0; i < urgent.size(); i++) {
            SessionState session = urgent.get(i);
            session.confirmations().urgent(false);
            if (session.confirmations().due() > 0) {
                long upTo = session.confirmations().confirm();
                outputs.send(session.connection().id(), new ProducerFrame.Confirmed(session.id(), upTo));
            }
        }
        urgent.clear();
    }

    /** The session ends: what can be confirmed is, what still waits for the disk follows. */
    void ended(SessionState session) {
        if (session.confirmations().patient()) {
            session.confirmations().patient(false);
            patient.remove(session);
        }
        hurry(session);
    }
}
