package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import java.util.ArrayList;
import java.util.List;

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
    /** Over whose connection a call is under way or, while it is active, the work is done; null for nobody's. */
    SimClient caller;

    SimBranch(BranchId id) {
        this.id = id;
    }
}
