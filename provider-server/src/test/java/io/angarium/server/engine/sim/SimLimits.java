package io.angarium.server.engine.sim;

import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import java.time.Duration;
import java.util.List;

/**
 * Whether one of the queues takes no more than a few messages, and what is done with others: in every ninth run, unless it has rules by which messages go on. It follows from the seed, so that whatever
 * else a seed does stays as it is.
 *
 * @param used whether there is a limit
 * @param full what is done with what finds no room
 */
record SimLimits(boolean used, Full full) {
    /** The queue with the limit. */
    static final String QUEUE = "q1";

    /** Where others go, if they go somewhere. */
    static final String DIVERTED = "over";

    static final int MOST = 4;
    private static final List<Full> KINDS = List.of(Full.REFUSE, Full.DROP_NEWEST, Full.DIVERT);

    static SimLimits of(long seed) {
        return new SimLimits(seed % 9 == 7 && !SimRoutes.of(seed).used(), KINDS.get((int) (seed / 9 % KINDS.size())));
    }

    List<Policies.Rule> rules(Planted planted) {
        if (!used || planted == Planted.LIMIT_IGNORED) {
            return List.of();
        }
        LimitPolicy policy = new LimitPolicy(MOST, 0, full, Duration.ofSeconds(10), DIVERTED);
        Policies.Said said =
                new Policies.Said("limits.messages", String.valueOf(MOST), standard -> standard.with(policy));
        return List.of(new Policies.Rule(NamePattern.of("queue:" + QUEUE), List.of(said)));
    }

    /** Whether what is sent to the queue may be lost for want of room. */
    boolean mayDrop() {
        return used && full == Full.DROP_NEWEST;
    }

    boolean diverts() {
        return used && full == Full.DIVERT;
    }
}
