package io.angarium.server.engine.sim;

import io.angarium.server.policy.LastValuePolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import java.util.List;

/**
 * Whether one of the queues has only the newest message of each value of a property: in every ninth run, never where it has a limit. It follows from the seed, so that whatever else a seed does stays
 * as it is.
 */
record SimLastValues(boolean used) {
    /** The queue. */
    static final String QUEUE = "q1";

    /** The property, which selectors ask for too. */
    private static final String PROPERTY = "g";

    static SimLastValues of(long seed) {
        return new SimLastValues(seed % 9 == 3);
    }

    /** Whether messages for a destination replace others. */
    boolean concerns(String destination) {
        return used && destination.equals(QUEUE);
    }

    List<Policies.Rule> rules(Planted planted) {
        if (!used || planted == Planted.LAST_VALUE_IGNORED) {
            return List.of();
        }
        LastValuePolicy policy = new LastValuePolicy(PROPERTY);
        Policies.Said said = new Policies.Said("lastValue.key", PROPERTY, standard -> standard.with(policy));
        return List.of(new Policies.Rule(NamePattern.of("queue:" + QUEUE), List.of(said)));
    }
}
