package io.angarium.server.engine.sim;

import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import java.time.Duration;
import java.util.List;

/**
 * What one of the topics keeps for late subscribers: in every seventh run the newest messages, by number, bytes or age. It follows from the seed, so that whatever else a seed does stays as it is.
 *
 * @param messages so many at most, 0 for no bound
 * @param bytes so many at most, 0 for no bound
 * @param age none that is older, 0 for no bound
 */
record SimKept(int messages, int bytes, int age) {
    /** The topic. */
    static final String TOPIC = "t0";

    static SimKept of(long seed) {
        if (seed % 7 != 3) {
            return new SimKept(0, 0, 0);
        }
        return switch ((int) (seed / 7 % 3)) {
            case 0 -> new SimKept(3, 0, 0);
            case 1 -> new SimKept(0, 700, 0);
            default -> new SimKept(0, 0, 70);
        };
    }

    boolean used() {
        return messages + bytes + age > 0;
    }

    List<Policies.Rule> rules(Planted planted) {
        if (!used() || planted == Planted.NOTHING_KEPT) {
            return List.of();
        }
        boolean more = planted == Planted.MORE_KEPT;
        KeepPolicy policy = new KeepPolicy(
                more && messages > 0 ? messages + 1 : messages,
                more ? bytes * 2L : bytes,
                Duration.ofMillis(more ? age * 2L : age),
                Give.ALL);
        Policies.Said said = new Policies.Said("keep", "some", standard -> standard.with(policy));
        return List.of(new Policies.Rule(NamePattern.of("topic:" + TOPIC), List.of(said)));
    }
}
