package io.angarium.server.engine;

import io.angarium.wire.ProducerFrame;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends cumulative confirmations: at the end of the round for persistent sends, for others when enough have gathered or a little
 * later, since nobody waits for them. Owner: the engine's holder.
 */
final class Confirmer {
    private static final int ENOUGH = 64;
    private static final long PATIENCE_MILLIS = 10;

    private final Outputs outputs;
    private final List<SessionState> urgent = new ArrayList<>();
    private final Set<SessionState> patient = new LinkedHashSet<>();
    private long patientUntil = Long.MAX_VALUE;

    Confirmer(Outputs outputs) {
        this.outputs = outputs;
    }

    /** A persistent send of this session is on disk. */
    void durable(SessionState session, long sequence) {
        session.confirmations().durable(sequence);
        urgent.add(session);
    }

    /** A persistent send of this session was taken that has nothing to wait for but those before it. */
    void settledAtOnce(SessionState session, long sequence) {
        session.confirmations().settled(sequence);
        urgent.add(session);
    }

    /** A send of this session was taken that does not wait for the disk. */
    void settled(SessionState session, long sequence, long now) {
        session.confirmations().settled(sequence);
        if (session.confirmations().due() >= ENOUGH) {
            urgent.add(session);
        } else if (patient.add(session) && patient.size() == 1) {
            patientUntil = now + PATIENCE_MILLIS;
        }
    }

    /** When {@link #time} wants to be called. */
    long wakeAt() {
        return patient.isEmpty() ? Long.MAX_VALUE : patientUntil;
    }

    /** Lets the patient ones go if it is time. */
    void time(long now) {
        if (now >= patientUntil && !patient.isEmpty()) {
            urgent.addAll(patient);
            patient.clear();
            patientUntil = Long.MAX_VALUE;
        }
    }

    /** End of the round. */
    void flush() {
        for (int i = 0; i < urgent.size(); i++) {
            SessionState session = urgent.get(i);
            if (session.confirmations().due() > 0) {
                long upTo = session.confirmations().confirm();
                outputs.send(session.connection().id(), new ProducerFrame.Confirmed(session.id(), upTo));
            }
        }
        urgent.clear();
    }

    void forget(SessionState session) {
        patient.remove(session);
    }
}
