package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A transaction branch as the engine should know it. */
final class ModelBranch {
    final BranchId id;
    final ModelSession.ModelTransaction work;
    /** Who has had it, until it is prepared. */
    final Set<ModelConnection> participants = new HashSet<>();
    /** Who is in it, and whether that is suspended. */
    final Map<ModelSession, Boolean> ties = new HashMap<>();
    /** When its time is over, unless it is prepared by then. */
    long deadline;
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

    ModelBranch(BranchId id, long number, long deadline) {
        this.id = id;
        this.deadline = deadline;
        this.work = new ModelSession.ModelTransaction(number, "/" + id);
    }

    void enters(ModelSession session) {
        ties.put(session, false);
        participants.add(session.connection);
        session.transaction = work;
    }

    /** Ends or suspends what a session has with it. */
    void leaves(ModelSession session, boolean suspends) {
        Boolean suspended = suspends ? ties.put(session, true) : ties.remove(session);
        if (Boolean.FALSE.equals(suspended)) {
            session.transaction = null;
        }
    }

    /** Whether somebody is at work in it. */
    boolean active() {
        return ties.containsValue(false);
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
