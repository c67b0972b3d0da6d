package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import org.jspecify.annotations.Nullable;

/** What the engine hears of what clients say: that, or something else with a planted fault. The model hears what was said. */
final class Tampering {
    private final SimRun run;
    private final SimPolicies policies;

    Tampering(SimRun run, SimPolicies policies) {
        this.run = run;
        this.policies = policies;
    }

    /**
     * What the engine gets instead of a frame; null for nothing.
     *
     * @param inBranches whether the client works in branches
     */
    @Nullable
    Frame heard(Frame frame, boolean inBranches) {
        if (lost(frame)) {
            return null;
        }
        if (frame instanceof ConsumerFrame.Acknowledge taken
                && taken.transaction() != 0
                && inBranches
                && run.has(Planted.TAKEN_OUTSIDE_THE_BRANCH)) {
            return new ConsumerFrame.Acknowledge(
                    taken.correlation(), taken.session(), 0, taken.verdict(), taken.ranges());
        }
        if (frame instanceof XaFrame.XaStart start) {
            return start(start);
        }
        if (frame instanceof SessionFrame.ResumeSession resume && run.has(Planted.SENT_UP_TO_IGNORED)) {
            return new SessionFrame.ResumeSession(
                    resume.session(),
                    resume.confirmed(),
                    resume.resentUpTo(),
                    resume.ended(),
                    resume.open(),
                    resume.unsureMillis(),
                    resume.tags());
        }
        return frame instanceof XaFrame.XaEnd end ? end(end) : SimDelays.heard(run.planted(), policies.heard(frame));
    }

    private boolean lost(Frame frame) {
        return run.has(Planted.ACKNOWLEDGEMENT_FORGOTTEN)
                        && frame instanceof ConsumerFrame.Acknowledge acknowledge
                        && acknowledge.correlation() == 0
                        && run.choice().oneIn(10)
                || run.has(Planted.HANDED_REPORT_FORGOTTEN)
                        && frame instanceof ConsumerFrame.HandedOver
                        && run.choice().oneIn(4)
                || run.has(Planted.ASKED_FORGOTTEN) && frame instanceof ConsumerFrame.Timing
                || run.has(Planted.RENEWAL_FORGOTTEN)
                        && frame instanceof ConsumerFrame.Acknowledge renewal
                        && renewal.verdict() == ConsumerFrame.Verdict.RENEW
                        && renewal.correlation() == 0;
    }

    private Frame start(XaFrame.XaStart said) {
        boolean other = run.has(Planted.JOINED_ANOTHER) && said.flags() == XaCode.TMJOIN;
        BranchId own =
                new BranchId(said.branch().format(), said.branch().global(), new byte[] {2, (byte) said.correlation()});
        return new XaFrame.XaStart(
                said.correlation(),
                said.session(),
                said.transaction(),
                other ? XaCode.TMNOFLAGS : said.flags(),
                run.has(Planted.TIMEOUT_FORGOTTEN) ? 0 : said.timeoutMillis(),
                other ? own : said.branch());
    }

    private Frame end(XaFrame.XaEnd said) {
        return run.has(Planted.SUSPENDED_FOR_GOOD) && said.flags() == XaCode.TMSUSPEND
                ? new XaFrame.XaEnd(said.correlation(), said.session(), XaCode.TMSUCCESS, said.branch())
                : said;
    }
}
