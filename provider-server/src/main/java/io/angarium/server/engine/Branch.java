package io.angarium.server.engine;

import io.angarium.server.xa.BranchState;
import io.angarium.server.xa.Tie;
import io.angarium.wire.BranchId;
import io.angarium.wire.XaCode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A transaction branch: its work, its state, and who is associated with it. Owner: the engine's holder. */
final class Branch {

    /** How far it has come. */
    enum Phase {
        OPEN,
        PREPARED,
        COMMITTED_BY_HAND,
        ROLLED_BACK_BY_HAND
    }

    private final BranchId id;
    private final Transaction work;
    private final Map<SessionState, Tie> ties = new LinkedHashMap<>(2);
    private final Set<ConnectionState> participants = new LinkedHashSet<>(2);
    private Phase phase = Phase.OPEN;
    private int active;
    private int doomCode = XaCode.XA_RBOTHER;
    private long since;
    private String by;

    /**
     * @param since when it began
     * @param by who began it, for people
     */
    Branch(BranchId id, Transaction work, long since, String by) {
        this.id = id;
        this.work = work;
        this.since = since;
        this.by = by;
        work.setBranch(id);
    }

    BranchId id() {
        return id;
    }

    /** What it has done; done with when an operator has completed it. */
    Transaction work() {
        return work;
    }

    Phase phase() {
        return phase;
    }

    /** It is prepared, or completed by an operator. */
    void enter(Phase next, long time, String who) {
        phase = next;
        since = time;
        by = who;
    }

    /** When it entered its phase. */
    long since() {
        return since;
    }

    /** Who brought it into its phase, for people. */
    String by() {
        return by;
    }

    BranchState state() {
        return switch (phase) {
            case OPEN -> open();
            case PREPARED -> BranchState.PREPARED;
            case COMMITTED_BY_HAND -> BranchState.COMMITTED_BY_HAND;
            case ROLLED_BACK_BY_HAND -> BranchState.ROLLED_BACK_BY_HAND;
        };
    }

    private BranchState open() {
        if (work.failure() != null) {
            return active > 0 ? BranchState.DOOMED_ACTIVE : BranchState.DOOMED;
        }
        return active > 0 ? BranchState.ACTIVE : ties.isEmpty() ? BranchState.IDLE : BranchState.SUSPENDED;
    }

    /** It can only roll back; the first reason counts. */
    void doom(int code, String reason) {
        if (work.failure() == null) {
            doomCode = code;
            work.fail(reason);
        }
    }

    /** Why it can only roll back: a code of the XA_RB family. */
    int doomCode() {
        return doomCode;
    }

    Tie tie(SessionState session) {
        return ties.getOrDefault(session, Tie.NONE);
    }

    void tie(SessionState session, Tie tie) {
        Tie before = tie == Tie.NONE ? ties.remove(session) : ties.put(session, tie);
        active += (tie == Tie.ACTIVE ? 1 : 0) - (before == Tie.ACTIVE ? 1 : 0);
    }

    /** Sessions that are associated with it, actively or suspended. */
    Set<SessionState> tied() {
        return ties.keySet();
    }

    /** Connections that have had an association with it. */
    Set<ConnectionState> participants() {
        return participants;
    }
}
