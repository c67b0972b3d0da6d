package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the calls of transaction managers mean to the model: X/Open XA, as docs/protocol.md has it. What a crash leaves open about a branch the scan after the start
 * tells, and all that hangs on it must fit.
 */
final class ModelBranches {
    private static final Set<Integer> ROLLED_BACK =
            Set.of(XaCode.XA_RBROLLBACK, XaCode.XA_RBCOMMFAIL, XaCode.XA_RBOTHER, XaCode.XA_RBTIMEOUT);

    private final Model model;
    private final Map<BranchId, ModelBranch> branches = new LinkedHashMap<>();

    /**
     * An answer that is due.
     *
     * @param place what it tells the end of, or null
     * @param inDoubt what a scan should find, null if it is no scan
     */
    record Due(String what, Set<Integer> codes, Place place, Set<BranchId> inDoubt) {}

    ModelBranches(Model model) {
        this.model = model;
    }

    /** Those that are prepared and not ended. */
    Set<BranchId> inDoubt() {
        Set<BranchId> found = new HashSet<>();
        for (ModelBranch branch : branches.values()) {
            if (branch.inDoubt()) {
                found.add(branch.id);
            }
        }
        return found;
    }

    /** What is done in those that have not ended. */
    Stream<ModelSession.ModelTransaction> work() {
        return branches.values().stream().map(branch -> branch.work);
    }

    void call(ModelConnection connection, XaFrame frame) {
        if (frame instanceof XaFrame.XaStart start) {
            start(connection, start, connection.sessions.get(start.session()));
        } else if (frame instanceof XaFrame.XaEnd end) {
            end(connection, end);
        } else if (frame instanceof XaFrame.XaPrepare prepare) {
            prepare(connection, prepare.correlation(), branches.get(prepare.branch()));
        } else if (frame instanceof XaFrame.XaCommit commit) {
            commit(connection, commit, branches.get(commit.branch()));
        } else if (frame instanceof XaFrame.XaRollback rollback) {
            rollBack(connection, rollback.correlation(), branches.get(rollback.branch()));
        } else if (frame instanceof XaFrame.XaRecover recover) {
            connection.branches.put(recover.correlation(), new Due("recover", Set.of(), null, inDoubt()));
        } else {
            throw new SimulationFailure("no client makes this call: " + frame);
        }
    }

    private void start(ModelConnection connection, XaFrame.XaStart frame, ModelSession session) {
        ModelBranch branch = branches.get(frame.branch());
        String call = frame.flags() == XaCode.TMJOIN ? "join" : "resume";
        if (frame.flags() == XaCode.TMNOFLAGS) {
            ModelOutputs.require(branch == null, () -> "used twice by a client: " + branch);
            long deadline = frame.timeoutMillis() == 0 ? Long.MAX_VALUE : model.now + frame.timeoutMillis();
            ModelBranch begun = new ModelBranch(frame.branch(), frame.transaction(), deadline);
            branches.put(begun.id, begun);
            begun.enters(session);
            due(connection, frame.correlation(), "start", XaCode.XA_OK, null);
        } else if (over(branch)) {
            nothing(connection, frame.correlation(), call, branch);
        } else if (branch.work.failed) {
            due(connection, frame.correlation(), call, ROLLED_BACK, null);
        } else {
            ModelOutputs.require(
                    branch.prepared == null && branch.ties.containsKey(session) == call.equals("resume"),
                    () -> "no client does that: " + call + " of " + branch);
            branch.enters(session);
            due(connection, frame.correlation(), call, XaCode.XA_OK, null);
        }
    }

    /** Whether the time of some branch is over. */
    boolean timeIsOver() {
        return branches.values().stream().anyMatch(branch -> branch.deadline <= model.now);
    }

    /** Rolls back those whose time is over. */
    void expire() {
        for (ModelBranch branch : branches.values()) {
            if (branch.deadline <= model.now) {
                branch.deadline = Long.MAX_VALUE;
                undo(branch);
                model.tally.count("xa timed out");
            }
        }
    }

    private static void due(ModelConnection connection, int correlation, String call, int code, Place place) {
        due(connection, correlation, call, Set.of(code), place);
    }

    private static void due(ModelConnection connection, int correlation, String call, Set<Integer> codes, Place place) {
        connection.branches.put(correlation, new Due(call, codes, place, null));
    }

    /** Nothing is there: what ended it before is certain by then. */
    private static void nothing(ModelConnection connection, int correlation, String call, ModelBranch before) {
        due(connection, correlation, call, XaCode.XAER_NOTA, before == null ? null : before.ended);
    }

    private static boolean over(ModelBranch branch) {
        return branch == null || branch.ended != null;
    }

    private void end(ModelConnection connection, XaFrame.XaEnd frame) {
        ModelBranch branch = branches.get(frame.branch());
        if (over(branch)) {
            nothing(connection, frame.correlation(), "end", branch);
            return;
        }
        ModelSession session = connection.sessions.get(frame.session());
        ModelOutputs.require(branch.ties.containsKey(session), () -> "ended by another session: " + branch);
        boolean suspends = frame.flags() == XaCode.TMSUSPEND;
        branch.leaves(session, suspends && !branch.work.failed);
        due(
                connection,
                frame.correlation(),
                suspends ? "suspend" : "end",
                branch.work.failed ? ROLLED_BACK : Set.of(XaCode.XA_OK),
                null);
    }

    private void prepare(ModelConnection connection, int correlation, ModelBranch branch) {
        if (over(branch)) {
            nothing(connection, correlation, "prepare", branch);
        } else if (branch.active() || branch.prepared != null || !branch.work.failed && !branch.ties.isEmpty()) {
            due(connection, correlation, "prepare", XaCode.XAER_PROTO, null);
        } else if (branch.work.failed) {
            undo(branch);
            branches.remove(branch.id);
            due(connection, correlation, "prepare", ROLLED_BACK, null);
        } else if (branch.idle()) {
            branches.remove(branch.id);
            due(connection, correlation, "prepare", XaCode.XA_RDONLY, null);
        } else {
            branch.prepared = model.place();
            branch.participants.clear();
            branch.deadline = Long.MAX_VALUE;
            due(connection, correlation, "prepare", XaCode.XA_OK, branch.prepared);
        }
    }

    private void commit(ModelConnection connection, XaFrame.XaCommit frame, ModelBranch branch) {
        String call = frame.onePhase() ? "commit at once" : "commit";
        if (over(branch)) {
            nothing(connection, frame.correlation(), call, branch);
        } else if (branch.active()
                || (branch.prepared == null) != frame.onePhase()
                || !branch.work.failed && !branch.ties.isEmpty()) {
            due(connection, frame.correlation(), call, XaCode.XAER_PROTO, null);
        } else if (branch.work.failed) {
            undo(branch);
            branches.remove(branch.id);
            due(connection, frame.correlation(), call, ROLLED_BACK, null);
        } else if (frame.onePhase()) {
            due(connection, frame.correlation(), call, XaCode.XA_OK, conclude(branch) ? model.place() : null);
        } else {
            branch.asked.add(new ModelBranch.Asked(connection, frame.correlation()));
            due(connection, frame.correlation(), "commit before it took effect", Set.of(), null);
        }
    }

    /** Whether commits have been asked for that have not taken effect: they may have to read what they commit. */
    boolean committing() {
        return branches.values().stream().anyMatch(branch -> !branch.asked.isEmpty());
    }

    /** A prepared branch has committed, in the input that has begun last. */
    void committed(BranchId id) {
        ModelBranch branch = branches.get(id);
        ModelOutputs.require(
                branch != null && !branch.asked.isEmpty(), () -> "committed, and nobody asked for that: " + id);
        conclude(branch);
        int code = XaCode.XA_OK;
        for (ModelBranch.Asked one : branch.asked) {
            Due due = new Due("commit", Set.of(code), model.place(), null);
            one.connection().branches.replace(one.correlation(), due);
            code = XaCode.XAER_NOTA; // the next one finds nothing
        }
        branch.asked.clear();
    }

    /** Returns whether the disk must know. */
    private boolean conclude(ModelBranch branch) {
        boolean needsDisk = false;
        for (ModelSend send : branch.work.sends) {
            needsDisk |= send.durableAnywhere(model.arrive(send));
        }
        for (ModelEntry entry : branch.work.acknowledged) {
            needsDisk |= entry.durable() && entry.state == ModelEntry.State.IN_TRANSACTION;
            entry.gone(model.place(), "accepted in a branch");
        }
        ended(branch);
        return needsDisk;
    }

    /** One that was prepared may be so again after a crash. */
    private void ended(ModelBranch branch) {
        if (branch.prepared == null) {
            branches.remove(branch.id);
        } else {
            branch.ended = model.place();
        }
    }

    private void rollBack(ModelConnection connection, int correlation, ModelBranch branch) {
        if (over(branch)) {
            nothing(connection, correlation, "rollback", branch);
        } else if (branch.active()) {
            due(connection, correlation, "rollback", XaCode.XAER_PROTO, null);
        } else {
            branch.work.acknowledged.forEach(branch.found ? model::attemptedUnread : model::attempted);
            ended(branch);
            due(connection, correlation, "rollback", XaCode.XA_OK, branch.ended);
        }
    }

    private void undo(ModelBranch branch) {
        branch.work.acknowledged.forEach(model::attempted);
        branch.work.acknowledged.clear();
        branch.work.sends.clear();
        branch.work.failed = true;
        branch.work.undone = true;
        branch.deadline = Long.MAX_VALUE;
    }

    /** A session is gone: what it is in can only roll back. */
    void ended(ModelSession session) {
        for (ModelBranch branch : branches.values()) {
            if (branch.ties.containsKey(session)) {
                branch.leaves(session, false);
                undo(branch);
            }
        }
    }

    /** A connection is gone, and with it what it has had and not prepared. */
    void ended(ModelConnection connection) {
        for (ModelBranch branch : List.copyOf(branches.values())) {
            if (branch.participants.remove(connection) && branch.participants.isEmpty()) {
                undo(branch);
                branches.remove(branch.id);
            }
        }
    }

    void answered(ModelConnection connection, ReplyFrame.XaResult reply) {
        Due due = take(connection, reply);
        if (model.full && reply.code() == XaCode.XA_RETRY && notNow(connection, reply.correlation())) {
            model.tally.count("xa commit that a full disk puts off");
            return;
        }
        ModelOutputs.require(
                due.codes().contains(reply.code()),
                () -> due.what() + " on " + connection + " should be answered with " + due.codes() + ": " + reply);
        if (due.place() != null) {
            ModelOutputs.require(
                    model.durable > due.place().from(),
                    () -> due.what() + " answered before it was durable at " + model.durable + ": " + due.place());
            due.place().confirm();
        }
        model.tally.count("xa " + due.what() + " " + reply.code());
    }

    /** A commit that would have to read what it commits: the journal had no room for that, and the branch stays prepared. */
    private boolean notNow(ModelConnection connection, int correlation) {
        ModelBranch.Asked asked = new ModelBranch.Asked(connection, correlation);
        return branches.values().stream().anyMatch(branch -> branch.asked.remove(asked));
    }

    void answered(ModelConnection connection, ReplyFrame.XaBranches reply) {
        Due due = take(connection, reply);
        ModelOutputs.require(
                Set.copyOf(reply.branches()).equals(due.inDoubt())
                        && reply.branches().size() == due.inDoubt().size(),
                () -> "the scan should find " + due.inDoubt() + ": " + reply);
        model.tally.count("xa scan");
    }

    private static Due take(ModelConnection connection, ReplyFrame reply) {
        Due due = connection.branches.remove(reply.correlation());
        ModelOutputs.require(due != null, () -> "answer nobody waits for on " + connection + ": " + reply);
        return due;
    }

    /**
     * The broker has started again; the queues know already what of their messages is left.
     *
     * @param scan what it says is in doubt
     */
    void restart(long lastPosition, List<BranchId> scan) {
        Set<BranchId> there = new HashSet<>(scan);
        ModelOutputs.require(there.size() == scan.size(), () -> "found twice: " + scan);
        for (ModelBranch branch : List.copyOf(branches.values())) {
            restart(branch, lastPosition, there.remove(branch.id));
        }
        ModelOutputs.require(there.isEmpty(), () -> "in doubt after a start, and should not be: " + there);
    }

    private void restart(ModelBranch branch, long lastPosition, boolean there) {
        model.tally.count(!branch.asked.isEmpty(), "xa commit lost while it read");
        branch.asked.clear();
        Place.Survival prepared = branch.keptPrepared(lastPosition);
        Place.Survival ended = branch.keptEnd(lastPosition);
        if (there) {
            ModelOutputs.require(
                    prepared != Place.Survival.NO && ended != Place.Survival.YES,
                    () -> "in doubt after a start, and should not be: " + branch);
            model.tally.count(ended == Place.Survival.MAYBE, "xa end half on disk was lost");
            model.tally.count(prepared == Place.Survival.MAYBE, "xa prepare half on disk was kept");
            again(branch, ended);
        } else {
            ModelOutputs.require(
                    prepared != Place.Survival.YES || ended != Place.Survival.NO, () -> "lost by a start: " + branch);
            if (prepared == Place.Survival.YES && ended == Place.Survival.MAYBE) {
                decide(branch.ended.fate(), true, branch);
                model.tally.count("xa end half on disk was kept");
            }
            model.tally.count(prepared == Place.Survival.MAYBE && ended == Place.Survival.NO, "xa prepare was lost");
            branches.remove(branch.id);
        }
    }

    private static void decide(Fate fate, boolean happened, ModelBranch branch) {
        ModelOutputs.require(fate.decide(happened), () -> "does not fit what was seen before: " + branch);
    }

    /** It is in doubt: what it took is locked, and what it sent waits, but for what no restart keeps. */
    private void again(ModelBranch branch, Place.Survival ended) {
        model.tally.count("xa in doubt after a start");
        if (ended == Place.Survival.MAYBE) {
            decide(branch.ended.fate(), false, branch);
        }
        if (!branch.found && branch.prepared.survival(0) == Place.Survival.MAYBE) {
            decide(branch.prepared.fate(), true, branch);
        }
        branch.found = true;
        branch.ended = null;
        branch.work.sends.removeIf(send -> !send.message().persistent());
        branch.work.acknowledged.removeIf(entry -> entry.state == ModelEntry.State.GONE);
        branch.work.acknowledged.forEach(entry -> entry.state = ModelEntry.State.IN_TRANSACTION);
    }
}
