package io.angarium.server.engine.sim;

import io.angarium.server.policy.ConsumerPolicy;

/** Whether each queue and shared subscription has one active consumer: in every eleventh run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimExclusive(boolean used) {
    static SimExclusive of(long seed) {
        return new SimExclusive(seed % 11 == 4);
    }

    ConsumerPolicy policy(Planted planted) {
        return new ConsumerPolicy(used && planted != Planted.EXCLUSIVE_IGNORED);
    }
}
