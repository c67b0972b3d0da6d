package io.angarium.server.engine.sim;

import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import java.time.Duration;

/**
 * Whether all queues and subscriptions together take no more than some messages, and others are refused: in every seventeenth run, unless one of them has a limit, or replaces messages, which then need no room, or keeps messages for late subscriptions. It follows from the seed, so that
 * whatever else a seed does stays as it is.
 */
record SimBounds(boolean used) {
    static final int MOST = 14;

    static SimBounds of(long seed) {
        return new SimBounds(seed % 17 == 12
                && !SimLimits.of(seed).used()
                && !SimLastValues.of(seed).used()
                && !SimKept.of(seed).used());
    }

    /** What is done where a message finds no room. */
    LimitPolicy standard() {
        return used ? policy(0) : LimitPolicy.NONE;
    }

    /** The bounds of all together. */
    LimitPolicy all(Planted planted) {
        return used && planted != Planted.BOUNDS_IGNORED ? policy(MOST) : LimitPolicy.NONE;
    }

    private static LimitPolicy policy(int most) {
        return new LimitPolicy(most, 0, Full.REFUSE, Duration.ofSeconds(10), "OVERFLOW");
    }
}
