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

    /** The session begins a branch or joins one, or suspends, resumes or ends that in which it works. */
    boolean beginOrEnd(SimClient client, SimSession session) {
        if (session.branch != null) {
            if (choice.oneIn(4)) {
                suspend(client, session);
            } else {
                end(client, session, session.branch);
            }
        } else if (session.suspended != null) {
            if (choice.oneIn(5)) {
                end(client, session, session.suspended);
            } else {
                enter(client, session, session.suspended, XaCode.TMRESUME, 0);
                tally.count("xa resume");
            }
        } else if (!choice.oneIn(2) || !join(client, session)) {
            begin(client, session);
        }
        return true;
    }

    private void begin(SimClient client, SimSession session) {
        byte[] name = ByteBuffer.allocate(Long.BYTES).putLong(++last).array();
        SimBranch branch = new SimBranch(new BranchId(FORMAT, name, new byte[] {1}), client);
        branches.add(branch);
        long timeout = choice.oneIn(4) ? choice.between(5, 100) : 0;
        enter(client, session, branch, XaCode.TMNOFLAGS, timeout);
        tally.count("xa start");
        tally.count(timeout > 0, "xa start with a timeout");
    }

    /** The session takes part in a branch of another one, whichever connection that has. */
    private boolean join(SimClient client, SimSession session) {
        lookForLostLinks();
        SimBranch branch = choice.of(branches.stream()
                .filter(each -> each.begun && each.caller == null)
                .filter(each -> each.state == State.ACTIVE || each.state == State.ENDED)
                .toList());
        if (branch == null) {
            return false;
        }
        branch.state = State.ACTIVE;
        enter(client, session, branch, XaCode.TMJOIN, 0);
        tally.count(branch.beginner == client ? "xa join" : "xa join over another connection");
        return true;
    }

    private void enter(SimClient client, SimSession session, SimBranch branch, int flags, long timeout) {
        session.branch = branch;
        session.suspended = null;
        branch.workers.put(session, client);
        long number = session.transaction;
        session.ask(
                client,
                correlation -> new XaFrame.XaStart(correlation, session.number, number, flags, timeout, branch.id),
                reply -> {
                    branch.begun = true;
                    if (code(reply) != XaCode.XA_OK) {
                        session.branch = null;
                        leave(session, branch);
                        branch.state = State.ROLLING_BACK;
                    }
                });
    }

    private void leave(SimSession session, SimBranch branch) {
        branch.workers.remove(session);
        session.transaction++;
        branch.sent.addAll(session.sentInTransaction);
        branch.accepted.addAll(session.acceptedInTransaction);
        session.sentInTransaction.clear();
        session.acceptedInTransaction.clear();
    }

    private void suspend(SimClient client, SimSession session) {
        SimBranch branch = session.branch;
        session.branch = null;
        leave(session, branch);
        session.suspended = branch;
        branch.workers.put(session, client);
        session.ask(
                client,
                correlation -> new XaFrame.XaEnd(correlation, session.number, XaCode.TMSUSPEND, branch.id),
                reply -> {
                    if (code(reply) != XaCode.XA_OK) {
                        session.suspended = null;
                        branch.workers.remove(session);
                        branch.state = State.ROLLING_BACK;
                    }
                });
        tally.count("xa suspend");
    }

    private void end(SimClient client, SimSession session, SimBranch branch) {
        session.branch = null;
        session.suspended = null;
        leave(session, branch);
        branch.workers.put(session, client);
        session.ask(
                client,
                correlation -> new XaFrame.XaEnd(correlation, session.number, XaCode.TMSUCCESS, branch.id),
                reply -> {
                    branch.workers.remove(session);
                    if (code(reply) != XaCode.XA_OK) {
                        branch.state = State.ROLLING_BACK;
                    } else if (branch.state == State.ACTIVE && branch.workers.isEmpty()) {
                        branch.state = State.ENDED;
                    }
                });
        tally.count("xa end");
    }

    /** The session is closed; a branch in which it works can only roll back. */
    static void closed(SimSession session) {
        SimBranch branch = session.branch == null ? session.suspended : session.branch;
        if (branch != null) {
            branch.workers.remove(session);
            branch.state = State.ROLLING_BACK;
        }
    }

    private static int code(ReplyFrame reply) {
        return ((ReplyFrame.XaResult) reply).code();
    }

    /** Brings one of the branches a step further, over any connection; or scans. */
    boolean complete(SimClient client) {
        lookForLostLinks();
        SimBranch branch = choice.of(branches.stream().filter(SimBranch::rests).toList());
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
                if (code != XaCode.XA_RETRY) { // else it stays prepared, and is asked again
                    committed(branch); // also if it is not there any more: it was prepared
                    branch.state = State.OVER;
                }
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
        branches.removeIf(branch -> branch.state == State.OVER && branch.rests());
        for (SimBranch branch : branches) {
            boolean lost = branch.workers.values().removeIf(linked.negate());
            if (branch.caller != null && !linked.test(branch.caller)) {
                branch.caller = null;
                lost = true;
            }
            tally.count(lost, "xa call lost with its link");
            if (lost && branch.state != State.COMMITTING) {
                branch.state = State.ROLLING_BACK;
            }
        }
    }
}
