package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A branch as its transaction manager knows it. */
final class SimBranch {

    /** How far it has come. */
    enum State {
        ACTIVE,
        ENDED,
        PREPARED,
        /** To be committed, whatever breaks. */
        COMMITTING,
        /** To be rolled back. */
        ROLLING_BACK,
        OVER
    }

    final BranchId id;
    final List<SimMessage> sent = new ArrayList<>();
    final List<AppLedger.Receipt> accepted = new ArrayList<>();
    State state = State.ACTIVE;
    /** Over whose connection a call that completes it is under way; null for nobody's. */
    SimClient caller;
    /** The sessions that work in it, or have suspended that, and whose they are. */
    final Map<SimSession, SimClient> workers = new LinkedHashMap<>();
    /** Who has begun it, and whether the broker has said so. */
    final SimClient beginner;

    boolean begun;

    SimBranch(BranchId id, SimClient beginner) {
        this.id = id;
        this.beginner = beginner;
    }

    /** Nobody works in it, and no call is under way. */
    boolean rests() {
        return caller == null && workers.isEmpty();
    }
}
