package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import java.util.ArrayList;
import java.util.List;

/** A transaction branch as the engine should know it: at most one session is ever in it. */
final class ModelBranch {
    final BranchId id;
    final ModelSession.ModelTransaction work;
    /** Who has had it, until it is prepared. */
    ModelConnection participant;
    /** Who is in it. */
    ModelSession session;
    /** The record of its prepare, null if it is not prepared. */
    Place prepared;
    /** The record of its end behind a prepare, null if there is none. */
    Place ended;
    /** A start has found it prepared. */
    boolean found;
    /** Who has asked for its commit, which comes when what it needs has been read. */
    final List<Asked> asked = new ArrayList<>(1);

    /** A call that has not taken effect. */
    record Asked(ModelConnection connection, int correlation) {}

    ModelBranch(BranchId id, long number, ModelSession session) {
        this.id = id;
        this.session = session;
        this.participant = session.connection;
        this.work = new ModelSession.ModelTransaction(number, "/" + id);
    }

    boolean inDoubt() {
        return prepared != null && ended == null;
    }

    /** Whether it has done anything. */
    boolean idle() {
        return work.sends.isEmpty() && work.acknowledged.isEmpty();
    }

    /** What a crash left of its prepare. */
    Place.Survival keptPrepared(long lastPosition) {
        if (prepared == null) {
            return Place.Survival.NO;
        }
        return found ? Place.Survival.YES : prepared.survival(lastPosition);
    }

    /** What a crash left of its end. */
    Place.Survival keptEnd(long lastPosition) {
        return ended == null ? Place.Survival.NO : ended.survival(lastPosition);
    }

    @Override
    public String toString() {
        return id + (prepared == null ? "" : " prepared " + prepared) + (ended == null ? "" : " ended " + ended);
    }
}
