package io.angarium.server.engine.sim;

import io.angarium.server.policy.ExpiryPolicy;
import java.time.Duration;

/** Whether the broker has a say in how long messages live: in every thirteenth run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimLives(boolean used) {
    private static final long STANDARD = 300;
    private static final long LEAST = 40;
    private static final long MOST = 400;

    static SimLives of(long seed) {
        return new SimLives(seed % 13 == 6);
    }

    ExpiryPolicy policy(Planted planted) {
        return used && planted != Planted.LIVES_IGNORED
                ? new ExpiryPolicy(Duration.ofMillis(STANDARD), Duration.ofMillis(LEAST), Duration.ofMillis(MOST))
                : ExpiryPolicy.OF_SENDER;
    }

    /** How long a message lives of which its sender says so; 0 for ever. */
    long ofSent(long timeToLive) {
        if (!used) {
            return timeToLive;
        }
        return timeToLive == 0 ? STANDARD : Math.min(MOST, Math.max(LEAST, timeToLive));
    }
}
