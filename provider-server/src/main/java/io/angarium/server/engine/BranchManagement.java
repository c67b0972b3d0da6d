package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.server.xa.BranchState;
import io.angarium.server.xa.NodeName;
import io.angarium.wire.BranchId;
import io.angarium.wire.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What operators see and do of branches: {@code tx.list}, {@code tx.show}, {@code tx.commit}, {@code tx.rollback}, {@code tx.forget}. The
 * only place where a prepared branch is completed without its coordinator; that is remembered. Owner: the engine's holder.
 */
final class BranchManagement {
    /** Most messages that are looked at to name a branch's destinations. */
    private static final int LOOKED_AT = 500;

    private final Branches branches;
    private final Completion completion;
    private final PreparedBodies bodies;
    private final Verdicts verdicts;
    private final Activities activities;
    private final Ledger ledger;
    private final BrokerClock clock;

    BranchManagement(
            Branches branches,
            Completion completion,
            PreparedBodies bodies,
            Verdicts verdicts,
            Activities activities,
            Ledger ledger,
            BrokerClock clock) {
        this.branches = branches;
        this.completion = completion;
        this.bodies = bodies;
        this.verdicts = verdicts;
        this.activities = activities;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return operation.startsWith("tx.");
    }

    /**
     * Carries out a request.
     *
     * @param by who asks for it
     * @param refused told if it turns out later that it cannot be done
     * @throws Refusal if it cannot be done
     */
    void execute(ManagementRequest request, ConnectionState by, Listing.Answer answer, Consumer<Refusal> refused) {
        switch (request.operation()) {
            case "tx.list" -> {
                Listing<Branch> listing =
                        new Listing<>(branches.all(), branch -> row(branch).map(), answer);
                if (!listing.step()) {
                    activities.add(listing);
                }
            }
            case "tx.show" -> answer.rows(List.of(row(named(request)).map()), false);
            case "tx.commit" -> commit(request, by, answer, refused);
            case "tx.rollback" -> decide(request, by, false, answer);
            case "tx.forget" -> forget(request, answer);
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }

    private Branch named(ManagementRequest request) {
        BranchId id = BranchId.parse(request.required("xid"));
        Branch branch = branches.get(id);
        if (branch == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "branch " + id + " does not exist (any more)");
        }
        return branch;
    }

    /** Commits, when the bodies that this takes are there. */
    private void commit(
            ManagementRequest request, ConnectionState by, Listing.Answer answer, Consumer<Refusal> refused) {
        Branch branch = named(request);
        if (dryRun(request) || branch.phase() != Branch.Phase.PREPARED || !bodies.incomplete(branch.work())) {
            decide(request, by, true, answer);
            return;
        }
        bodies.load(branch.work(), new PreparedBodies.Outcome() {
            @Override
            public void loaded() {
                try {
                    commit(request, by, answer, refused);
                } catch (Refusal meanwhile) {
                    refused.accept(meanwhile);
                }
            }

            @Override
            public void failed(ErrorCode code, String reason) {
                refused.accept(new Refusal(code, "branch " + branch.id() + " stays prepared: " + reason));
            }
        });
    }

    private void decide(ManagementRequest request, ConnectionState by, boolean commit, Listing.Answer answer) {
        Branch branch = named(request);
        String what = commit ? "commit" : "roll back";
        if (branch.phase() != Branch.Phase.PREPARED) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE,
                    "branch " + branch.id() + " is " + branch.state() + ": only a prepared one can be decided by hand"
                            + (branch.phase() == Branch.Phase.OPEN
                                    ? "; it rolls back by itself when its connection or its time ends"
                                    : ""));
        }
        Row row = row(branch);
        if (dryRun(request)) {
            row.put("would", what + ", and remember it until its transaction manager or tx forget says forget");
        } else {
            carryOut(branch, commit, Branches.who(by));
            row.put("done", what);
        }
        answer.rows(List.of(row.map()), false);
    }

    private void carryOut(Branch branch, boolean commit, String by) {
        Transaction work = branch.work();
        long now = clock.now();
        Effect record = new Effect.BranchDecided(work.id(), branch.id(), commit, now, by);
        if (commit) {
            verdicts.decided(completion.commitPrepared(work, record));
            branch.enter(Branch.Phase.COMMITTED_BY_HAND, now, by);
        } else {
            completion.rollBack(work, record);
            verdicts.decided();
            branch.enter(Branch.Phase.ROLLED_BACK_BY_HAND, now, by);
        }
        work.sends().clear();
        work.acknowledged().clear();
    }

    private void forget(ManagementRequest request, Listing.Answer answer) {
        Branch branch = named(request);
        BranchState state = branch.state();
        if (state != BranchState.COMMITTED_BY_HAND && state != BranchState.ROLLED_BACK_BY_HAND) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE,
                    "branch " + branch.id() + " is " + state + ": only what was completed by hand can be forgotten");
        }
        Row row = row(branch);
        if (dryRun(request)) {
            row.put("would", "forget; its transaction manager will hear XAER_NOTA");
        } else {
            ledger.writeFreeing(new Effect.BranchForgotten(branch.work().id()));
            branches.over(branch);
            verdicts.decided();
            row.put("done", "forget");
        }
        answer.rows(List.of(row.map()), false);
    }

    private static boolean dryRun(ManagementRequest request) {
        return "true".equals(request.optional("dryRun"));
    }

    private Row row(Branch branch) {
        return new Row()
                .put("xid", branch.id().toString())
                .put("state", branch.state().name())
                .put("node", NodeName.of(branch.id()))
                .put("ageSeconds", Math.max(0, clock.now() - branch.since()) / 1000)
                .put("by", branch.by())
                .put("messagesIn", branch.work().acknowledged().size())
                .put("messagesOut", branch.work().sent())
                .put("destinations", destinations(branch.work()));
    }

    /** For instance {@code orders -1, events +2}; a branch with very many messages is looked at in part. */
    private static String destinations(Transaction work) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<MessageRef> in = work.acknowledged();
        List<PendingSend> out = work.sends();
        for (int i = 0; i < Math.min(in.size(), LOOKED_AT); i++) {
            counts.merge(in.get(i).queue().label() + " -", 1, Integer::sum);
        }
        for (int i = 0; i < Math.min(out.size(), LOOKED_AT); i++) {
            counts.merge(out.get(i).target().destination().name() + " +", 1, Integer::sum);
        }
        for (ParkedSends list : work.parked()) {
            String name = list.kind().target().destination().name();
            counts.merge(name + " +", list.contents().count(), Integer::sum);
        }
        StringBuilder text = new StringBuilder();
        counts.forEach((place, count) ->
                text.append(text.isEmpty() ? "" : ", ").append(place).append(count));
        return text + (Math.max(in.size(), out.size()) > LOOKED_AT ? ", …" : "");
    }
}
