package io.angarium.server.engine.sim;

import io.angarium.server.policy.RedeliveryPolicy;
import java.time.Duration;

/** Whether applications say when a message that they may fail with is to be tried again: in every sixth run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimAsks(boolean used) {
    private static final int ONE_IN = 3;
    private static final int MOST_ASKED = 200;
    /** The broker grants no more, milliseconds. */
    private static final long LONGEST = 100;

    static SimAsks of(long seed) {
        return new SimAsks(seed % 6 == 1);
    }

    /** Whether an application says so of the message that it is given now. */
    boolean next(Choice choice) {
        return used && choice.oneIn(ONE_IN);
    }

    /** How much later, milliseconds. */
    static int millis(Choice choice) {
        return choice.oneIn(4) ? 0 : choice.between(1, MOST_ASKED);
    }

    /** What the broker makes of it. */
    static long granted(long asked) {
        return Math.min(asked, LONGEST);
    }

    RedeliveryPolicy policy(RedeliveryPolicy others, Planted planted) {
        if (!used || planted == Planted.ASKED_UNBOUNDED) {
            return others;
        }
        return new RedeliveryPolicy(
                others.attempts(),
                others.delay(),
                others.multiplier(),
                others.maxDelay(),
                others.jitterPercent(),
                others.order(),
                Duration.ofMillis(LONGEST));
    }
}
