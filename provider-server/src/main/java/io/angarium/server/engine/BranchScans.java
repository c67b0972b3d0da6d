package io.angarium.server.engine;

import io.angarium.wire.BranchId;
import io.angarium.wire.Limits;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Scans for branches that are prepared or completed by an operator: X/Open XA, {@code xa_recover}. The first answer of a scan has them
 * all, what follows is empty. Owner: the engine's holder.
 */
final class BranchScans {
    private static final int BOTH = XaCode.TMSTARTRSCAN | XaCode.TMENDRSCAN;
    private static final int STEP = Math.min(1000, Limits.MAX_BRANCHES);

    private final Branches branches;
    private final Activities activities;
    private final Verdicts verdicts;

    BranchScans(Branches branches, Activities activities, Verdicts verdicts) {
        this.branches = branches;
        this.activities = activities;
        this.verdicts = verdicts;
    }

    void scan(SessionState session, XaFrame.XaRecover frame) {
        boolean starts = (frame.flags() & XaCode.TMSTARTRSCAN) != 0;
        if ((frame.flags() & ~BOTH) != 0 || (!starts && !session.scanning())) {
            String reason = "recover with flags 0x" + Integer.toHexString(frame.flags())
                    + (starts ? "" : " where no scan has been started");
            verdicts.now(session.connection(), new ReplyFrame.XaResult(frame.correlation(), XaCode.XAER_INVAL, reason));
            return;
        }
        session.scanning((frame.flags() & XaCode.TMENDRSCAN) == 0);
        Deque<BranchId> found = new ArrayDeque<>();
        if (starts) {
            for (Branch branch : branches.all()) {
                if (branch.phase() != Branch.Phase.OPEN) {
                    found.add(branch.id());
                }
            }
        }
        if (!step(session, frame.correlation(), found)) {
            activities.add(() -> step(session, frame.correlation(), found));
        }
    }

    private boolean step(SessionState session, int correlation, Deque<BranchId> found) {
        List<BranchId> some = new ArrayList<>(Math.min(STEP, found.size()));
        while (!found.isEmpty() && some.size() < STEP) {
            some.add(found.removeFirst());
        }
        verdicts.whenCertain(
                session.connection(), new ReplyFrame.XaBranches(correlation, !found.isEmpty(), List.copyOf(some)));
        return found.isEmpty();
    }
}
