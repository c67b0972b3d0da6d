package io.angarium.server.engine.sim;

import java.time.Duration;

/** Whether the policy says for how long consumers have their deliveries that leave it to the policy: in every fifth run, where some do. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimLeases(boolean used) {
    private static final int MILLIS = 40;

    static SimLeases of(long seed) {
        return new SimLeases(seed % 5 == 1);
    }

    /** Whether a consumer that wants a lease leaves it to the policy. */
    boolean leaves(int consumer) {
        return used && consumer % 2 == 0;
    }

    /** For how long, if its destination's policy says so; 0 for as long as it likes. */
    int millis() {
        return used ? MILLIS : 0;
    }

    Duration policy(Planted planted) {
        return Duration.ofMillis(planted == Planted.LEASE_IGNORED ? 0 : millis());
    }
}
