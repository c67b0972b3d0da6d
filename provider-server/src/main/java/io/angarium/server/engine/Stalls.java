package io.angarium.server.engine;

import io.angarium.wire.Frame;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The sessions whose next send waits for room, with what they have sent behind it: all that is in their order waits too. Owner: the engine's
 * holder.
 */
final class Stalls {
    private final Set<SessionState> sessions = new LinkedHashSet<>();
    private boolean more;

    /** Whether no session waits. */
    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Whether some might go on at once: there were too many for one round. */
    boolean more() {
        return more && !sessions.isEmpty();
    }

    void more(boolean value) {
        more = value;
    }

    /** Those that wait, in turn. */
    List<SessionState> inTurn() {
        return new ArrayList<>(sessions);
    }

    /** A send is to wait. */
    void begin(SessionState session, Frame frame, long now, Admission.Wait wait) {
        Stall stall = new Stall();
        session.stall(stall);
        sessions.add(session);
        stall.add(frame, now);
        stall.on(wait);
    }

    /** A frame of a session that waits is behind what does. */
    void defer(SessionState session, Frame frame, long now) {
        Stall stall = session.stall();
        if (stall == null) {
            throw new IllegalStateException("session " + session.id() + " does not wait");
        }
        stall.add(frame, now);
    }

    /** The first of a session's frames is done with: others have their turn before the next. */
    void advanced(SessionState session, Stall stall) {
        stall.on(null);
        if (session.stall() != stall) {
            return; // it ended with the frame
        }
        stall.removeFirst();
        sessions.remove(session);
        if (stall.first() == null) {
            session.stall(null);
        } else {
            sessions.add(session);
        }
    }

    /** A session ends: what waits was never taken. */
    void ended(SessionState session) {
        Stall stall = session.stall();
        if (stall != null) {
            stall.on(null);
            session.stall(null);
            sessions.remove(session);
        }
    }

    /** When a send has waited long enough. */
    long wakeAt() {
        if (sessions.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long earliest = Long.MAX_VALUE;
        for (SessionState session : sessions) {
            Stall stall = session.stall();
            if (stall != null) {
                earliest = Math.min(earliest, stall.until());
            }
        }
        return earliest;
    }
}
