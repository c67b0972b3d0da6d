package io.angarium.server.engine.sim;

import io.angarium.server.policy.DeadLetterPolicy;

/** Whether what expires goes to a queue of its own: in every eleventh run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimExpired(boolean used) {
    static SimExpired of(long seed) {
        return new SimExpired(seed % 11 == 2);
    }

    /** The places of dead letters, with one for these. */
    DeadLetterPolicy policy(DeadLetterPolicy others, Planted planted) {
        return used && planted != Planted.EXPIRED_DROPPED
                ? new DeadLetterPolicy(others.attempts(), others.rejected(), Model.EXPIRED, others.overLimit())
                : others;
    }
}
