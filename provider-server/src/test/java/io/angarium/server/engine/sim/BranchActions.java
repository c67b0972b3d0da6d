package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.SimBranch.State;
import io.angarium.wire.BranchId;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * A transaction manager and the sessions that work in its branches. It survives every client and the broker: what it has decided to commit it asks for until it is told, over any connection, and what it has not
 * decided when a link is lost it rolls back. Its answers go to the ledger: what was committed must come out, and what was taken in it must not come again.
 */
final class BranchActions {
    private static final int FORMAT = 7;
    private static final int SCAN = XaCode.TMSTARTRSCAN | XaCode.TMENDRSCAN;

    private final Choice choice;
    private final Tally tally;
    private final AppLedger ledger;
    private final Predicate<SimClient> linked;
    private final List<SimBranch> branches = new ArrayList<>();
    private long last;

    /** @param linked whether a client has its link yet */
    BranchActions(Choice choice, Tally tally, AppLedger ledger, Predicate<SimClient> linked) {
        this.choice = choice;
        this.tally = tally;
        this.ledger = ledger;
        this.linked = linked;
    }

    /** Whether some branch has no end yet. */
    boolean some() {
        lookForLostLinks();
        return !branches.isEmpty();
    }

    /** The session begins a branch, or ends that in which it works. */
    boolean beginOrEnd(SimClient client, SimSession session) {
        if (session.branch == null) {
            begin(client, session);
        } else {
            end(client, session);
        }
        return true;
    }

    private void begin(SimClient client, SimSession session) {
        byte[] name = ByteBuffer.allocate(Long.BYTES).putLong(++last).array();
        SimBranch branch = new SimBranch(new BranchId(FORMAT, name, new byte[] {1}));
        branch.caller = client;
        branches.add(branch);
        session.branch = branch;
        long number = session.transaction;
        session.ask(
                client,
                correlation -> new XaFrame.XaStart(correlation, session.number, number, XaCode.TMNOFLAGS, 0, branch.id),
                reply -> {});
        tally.count("xa start");
    }

    private void end(SimClient client, SimSession session) {
        SimBranch branch = session.branch;
        session.branch = null;
        session.transaction++;
        branch.sent.addAll(session.sentInTransaction);
        branch.accepted.addAll(session.acceptedInTransaction);
        session.sentInTransaction.clear();
        session.acceptedInTransaction.clear();
        session.ask(
                client,
                correlation -> new XaFrame.XaEnd(correlation, session.number, XaCode.TMSUCCESS, branch.id),
                reply -> {
                    branch.caller = null;
                    branch.state = code(reply) == XaCode.XA_OK ? State.ENDED : State.ROLLING_BACK;
                });
        tally.count("xa end");
    }

    /** The session is closed; a branch in which it works can only roll back. */
    static void closed(SimSession session) {
        if (session.branch != null) {
            session.branch.caller = null;
            session.branch.state = State.ROLLING_BACK;
        }
    }

    private static int code(ReplyFrame reply) {
        return ((ReplyFrame.XaResult) reply).code();
    }

    /** Brings one of the branches a step further, over any connection; or scans. */
    boolean complete(SimClient client) {
        lookForLostLinks();
        SimBranch branch =
                choice.of(branches.stream().filter(each -> each.caller == null).toList());
        if (branch == null || choice.oneIn(10)) {
            return scan(client);
        }
        if (branch.state == State.ENDED) {
            complete(client, branch, choice.below(6));
        } else if (branch.state == State.PREPARED) {
            decide(client, branch, choice.oneIn(4) ? State.ROLLING_BACK : State.COMMITTING);
        } else {
            tally.count("xa asked again");
            decide(client, branch, branch.state);
        }
        return true;
    }

    private boolean scan(SimClient client) {
        SimSession session = choice.of(client.idleSessions());
        if (session == null) {
            return false;
        }
        client.write(new XaFrame.XaRecover(client.ask(reply -> {}), session.number, SCAN));
        return true;
    }

    private void complete(SimClient client, SimBranch branch, int dice) {
        if (dice == 0) {
            decide(client, branch, State.ROLLING_BACK);
        } else if (dice == 1) {
            branch.accepted.forEach(ledger::taken);
            ask(client, branch, correlation -> new XaFrame.XaCommit(correlation, true, branch.id), code -> {
                if (code == XaCode.XA_OK) {
                    committed(branch);
                }
                branch.state = State.OVER;
            });
        } else {
            ask(
                    client,
                    branch,
                    correlation -> new XaFrame.XaPrepare(correlation, branch.id),
                    code -> branch.state = code == XaCode.XA_OK ? State.PREPARED : State.OVER);
        }
    }

    private void decide(SimClient client, SimBranch branch, State decision) {
        branch.state = decision;
        if (decision == State.COMMITTING) {
            branch.accepted.forEach(ledger::taken);
            ask(client, branch, correlation -> new XaFrame.XaCommit(correlation, false, branch.id), code -> {
                committed(branch); // also if it is not there any more: it was prepared
                branch.state = State.OVER;
            });
        } else {
            ask(
                    client,
                    branch,
                    correlation -> new XaFrame.XaRollback(correlation, branch.id),
                    // Where a session has been closed in it and the broker does not know yet: later.
                    code -> branch.state = code == XaCode.XAER_PROTO ? State.ROLLING_BACK : State.OVER);
        }
    }

    private void committed(SimBranch branch) {
        branch.accepted.forEach(ledger::done);
        branch.sent.forEach(ledger::confirmedSend);
    }

    private void ask(SimClient client, SimBranch branch, IntFunction<Frame> frame, IntConsumer then) {
        branch.caller = client;
        client.write(frame.apply(client.ask(reply -> {
            branch.caller = null;
            then.accept(code(reply));
        })));
    }

    /** What was under way over a link that is gone is not known any more. */
    private void lookForLostLinks() {
        branches.removeIf(branch -> branch.state == State.OVER);
        for (SimBranch branch : branches) {
            if (branch.caller != null && !linked.test(branch.caller)) {
                branch.caller = null;
                tally.count("xa call lost with its link");
                if (branch.state != State.COMMITTING) {
                    branch.state = State.ROLLING_BACK;
                }
            }
        }
    }
}
