package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.xa.BranchState;
import io.angarium.server.xa.Ruling;
import io.angarium.server.xa.Tie;
import io.angarium.server.xa.XaCall;
import io.angarium.server.xa.XaTable;
import io.angarium.wire.BranchId;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import org.jspecify.annotations.Nullable;

/** The calls of transaction managers: asks {@link XaTable}, does what it says, and answers. Owner: the engine's holder. */
final class BranchCalls {
    private final Branches branches;
    private final BranchScans scans;
    private final Completion completion;
    private final PreparedBodies bodies;
    private final Verdicts verdicts;
    private final Ledger ledger;
    private final BrokerClock clock;

    BranchCalls(
            Branches branches,
            BranchScans scans,
            Completion completion,
            PreparedBodies bodies,
            Verdicts verdicts,
            Ledger ledger,
            BrokerClock clock) {
        this.branches = branches;
        this.scans = scans;
        this.completion = completion;
        this.bodies = bodies;
        this.verdicts = verdicts;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Carries out a call and answers it.
     *
     * @throws Refusal if the session is not there
     */
    void handle(ConnectionState connection, XaFrame frame) {
        if (frame instanceof XaFrame.XaStart start) {
            start(connection, start);
        } else if (frame instanceof XaFrame.XaEnd end) {
            end(connection, end);
        } else if (frame instanceof XaFrame.XaPrepare prepare) {
            complete(connection, prepare.correlation(), XaCall.PREPARE, prepare.branch());
        } else if (frame instanceof XaFrame.XaCommit commit) {
            XaCall call = commit.onePhase() ? XaCall.COMMIT_ONE_PHASE : XaCall.COMMIT;
            complete(connection, commit.correlation(), call, commit.branch());
        } else if (frame instanceof XaFrame.XaRollback rollback) {
            complete(connection, rollback.correlation(), XaCall.ROLLBACK, rollback.branch());
        } else if (frame instanceof XaFrame.XaForget forget) {
            complete(connection, forget.correlation(), XaCall.FORGET, forget.branch());
        } else if (frame instanceof XaFrame.XaRecover recover) {
            scans.scan(Sessions.session(connection, recover.session()), recover);
        }
    }

    private void start(ConnectionState connection, XaFrame.XaStart frame) {
        SessionState session = Sessions.session(connection, frame.session());
        if (frame.transaction() <= session.lastTransaction()) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE,
                    "transaction " + frame.transaction() + " has ended, it cannot be a branch");
        }
        XaCall call = XaCall.start(frame.flags());
        Transaction current = session.transaction();
        if (call == null) {
            answer(session, frame.correlation(), XaCode.XAER_INVAL, "start with flags " + hex(frame.flags()));
        } else if (current != null && !current.branch()) {
            answer(session, frame.correlation(), XaCode.XAER_OUTSIDE, "the session is in a local transaction");
        } else {
            Branch branch = branches.get(frame.branch());
            Ruling ruling = rule(call, branch, session);
            answer(session, frame.correlation(), ruling, call, branch, frame.branch());
            if (ruling == Ruling.CREATE) {
                branch = branches.create(frame.branch(), connection, frame.timeoutMillis());
            }
            if (branch != null && attaches(ruling)) {
                branches.attach(branch, session, frame.transaction());
            }
        }
    }

    private static boolean attaches(Ruling ruling) {
        return ruling == Ruling.CREATE || ruling == Ruling.JOIN || ruling == Ruling.RESUME;
    }

    private void end(ConnectionState connection, XaFrame.XaEnd frame) {
        SessionState session = Sessions.session(connection, frame.session());
        XaCall call = XaCall.end(frame.flags());
        if (call == null) {
            answer(session, frame.correlation(), XaCode.XAER_INVAL, "end with flags " + hex(frame.flags()));
            return;
        }
        Branch branch = branches.get(frame.branch());
        Ruling ruling = rule(call, branch, session);
        answer(session, frame.correlation(), ruling, call, branch, frame.branch());
        if (branch != null) {
            switch (ruling) {
                case DETACH, REASON_AND_DETACH -> branches.detach(branch, session);
                case SUSPEND -> branches.suspend(branch, session);
                case DETACH_AND_DOOM -> {
                    branches.detach(branch, session);
                    branch.doom(XaCode.XA_RBROLLBACK, "an association was ended with TMFAIL");
                }
                default -> {}
            }
        }
    }

    private static Ruling rule(XaCall call, @Nullable Branch branch, @Nullable SessionState session) {
        BranchState state = branch == null ? BranchState.NONE : branch.state();
        Tie tie = branch == null || session == null ? Tie.NONE : branch.tie(session);
        return XaTable.rule(call, state, tie, session != null && session.transaction() != null);
    }

    private void answer(
            SessionState session, int correlation, Ruling ruling, XaCall call, @Nullable Branch branch, BranchId id) {
        verdicts.now(session.connection(), verdict(correlation, ruling, call, branch, id));
    }

    private void answer(SessionState session, int correlation, int code, String reason) {
        verdicts.now(session.connection(), new ReplyFrame.XaResult(correlation, code, reason));
    }

    /** Calls that complete a branch; they need no session. */
    private void complete(ConnectionState connection, int correlation, XaCall call, BranchId id) {
        Branch branch = branches.get(id);
        Ruling ruling = rule(call, branch, null);
        ReplyFrame.XaResult result = verdict(correlation, ruling, call, branch, id);
        if (branch != null && ruling == Ruling.COMMIT && bodies.incomplete(branch.work())) {
            bodies.load(branch.work(), again(connection, correlation, call, id));
            return;
        }
        if (branch != null) {
            try {
                result = carryOut(ruling, connection, branch, result);
            } catch (Refusal refused) {
                result = refused(correlation, branch, refused.reason());
            }
        }
        verdicts.whenCertain(connection, result);
    }

    /** What is not prepared has been rolled back. */
    private ReplyFrame.XaResult refused(int correlation, Branch branch, String reason) {
        if (branch.phase() == Branch.Phase.PREPARED) {
            return staysPrepared(correlation, branch.id(), reason);
        }
        branches.over(branch);
        return new ReplyFrame.XaResult(correlation, XaCode.XA_RBOTHER, reason);
    }

    private static ReplyFrame.XaResult staysPrepared(int correlation, BranchId id, String reason) {
        return new ReplyFrame.XaResult(correlation, XaCode.XA_RETRY, "branch " + id + " stays prepared: " + reason);
    }

    /** Carries the call out when the bodies are there, in the state that the branch is in then. */
    private PreparedBodies.Outcome again(ConnectionState connection, int correlation, XaCall call, BranchId id) {
        return new PreparedBodies.Outcome() {
            @Override
            public void loaded() {
                complete(connection, correlation, call, id);
            }

            @Override
            public void failed(ErrorCode code, String reason) {
                verdicts.now(connection, staysPrepared(correlation, id, reason));
            }
        };
    }

    private ReplyFrame.XaResult carryOut(
            Ruling ruling, ConnectionState connection, Branch branch, ReplyFrame.XaResult result) {
        switch (ruling) {
            case PREPARE -> {
                return prepare(connection, branch, result.correlation());
            }
            case COMMIT -> {
                Effect record = new Effect.TransactionCommitted(branch.work().id(), Effect.Origin.BROKER);
                Held arrivals = branch.phase() == Branch.Phase.PREPARED
                        ? completion.commitPrepared(branch.work(), record)
                        : completion.commit(branch.work(), record);
                branches.over(branch);
                verdicts.decided(arrivals);
            }
            case ROLL_BACK, REASON_AND_ROLL_BACK -> {
                boolean prepared = branch.phase() == Branch.Phase.PREPARED;
                branches.rollBack(branch);
                if (prepared) {
                    verdicts.decided();
                }
            }
            case FORGET -> {
                ledger.writeFreeing(new Effect.BranchForgotten(branch.work().id()));
                branches.over(branch);
                verdicts.decided();
            }
            default -> {}
        }
        return result;
    }

    private ReplyFrame.XaResult prepare(ConnectionState connection, Branch branch, int correlation) {
        if (branch.work().isEmpty()) {
            branches.over(branch);
            return new ReplyFrame.XaResult(correlation, XaCode.XA_RDONLY, "");
        }
        String by = Branches.who(connection);
        completion.prepare(
                branch.work(), new Effect.BranchPrepared(branch.work().id(), branch.id(), clock.now(), by));
        branch.enter(Branch.Phase.PREPARED, clock.now(), by);
        branches.settled(branch);
        verdicts.decided();
        return new ReplyFrame.XaResult(correlation, XaCode.XA_OK, "");
    }

    private static ReplyFrame.XaResult verdict(
            int correlation, Ruling ruling, XaCall call, @Nullable Branch branch, BranchId id) {
        int code = code(ruling, branch);
        return new ReplyFrame.XaResult(correlation, code, code == XaCode.XA_OK ? "" : reason(code, call, branch, id));
    }

    private static int code(Ruling ruling, @Nullable Branch branch) {
        return switch (ruling) {
            case CREATE, JOIN, RESUME, DETACH, DETACH_AND_DOOM, SUSPEND, PREPARE, COMMIT, ROLL_BACK, FORGET ->
                XaCode.XA_OK;
            case REASON, REASON_AND_DETACH, REASON_AND_ROLL_BACK ->
                branch == null ? XaCode.XA_RBOTHER : branch.doomCode();
            case HEURCOM -> XaCode.XA_HEURCOM;
            case HEURRB -> XaCode.XA_HEURRB;
            case NOTA -> XaCode.XAER_NOTA;
            case DUPID -> XaCode.XAER_DUPID;
            case PROTO -> XaCode.XAER_PROTO;
        };
    }

    private static String reason(int code, XaCall call, @Nullable Branch branch, BranchId id) {
        if (branch == null) {
            return code == XaCode.XAER_NOTA
                    ? "branch " + id + " is not known (any more)"
                    : call + " of branch " + id + " while the session is in another branch";
        }
        String failure = branch.work().failure();
        if (code >= XaCode.XA_RBROLLBACK && failure != null) {
            return failure;
        }
        if (branch.phase() == Branch.Phase.OPEN || branch.phase() == Branch.Phase.PREPARED) {
            return call + " of branch " + id + " is not possible: it is " + branch.state();
        }
        return "branch " + id + " is " + branch.state() + ", by " + branch.by();
    }

    private static String hex(int flags) {
        return "0x" + Integer.toHexString(flags);
    }
}
