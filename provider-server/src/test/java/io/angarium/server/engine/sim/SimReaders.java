package io.angarium.server.engine.sim;

import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import java.util.List;

/**
 * Whether there is a queue whose consumers only read: in every eighth run, unless queues have one active consumer. It follows from the seed, so that whatever else a seed does stays as it is.
 */
record SimReaders(boolean used) {
    /** The queue. */
    static final String QUEUE = "nd";

    static SimReaders of(long seed) {
        return new SimReaders(seed % 8 == 6 && !SimExclusive.of(seed).used());
    }

    boolean concerns(String queue) {
        return used && queue.equals(QUEUE);
    }

    /** Whether the next producer or consumer is of that queue. */
    boolean next(int number) {
        return used && number % 3 == 2;
    }

    List<Policies.Rule> rules(Planted planted) {
        if (!used || planted == Planted.READERS_TAKE) {
            return List.of();
        }
        ConsumerPolicy reading = new ConsumerPolicy(false, true);
        Policies.Said said = new Policies.Said(
                "consumers.nonDestructive",
                "true",
                standard -> standard.with(reading.with(standard.consumers().slow())));
        return List.of(new Policies.Rule(NamePattern.of("queue:" + QUEUE), List.of(said)));
    }
}
