package io.angarium.server.engine.sim;

import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.wire.Destination;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one of the topics keeps for late subscribers: in every seventh run the newest messages, by number, bytes or age. It follows from the seed, so that whatever else a seed does stays as it is.
 *
 * @param messages so many at most, 0 for no bound
 * @param bytes so many at most, 0 for no bound
 * @param age none that is older, 0 for no bound
 * @param give what a new subscription gets of it that does not say itself
 */
record SimKept(int messages, int bytes, int age, Give give) {
    /** The topic. */
    static final String TOPIC = "t0";

    static SimKept of(long seed) {
        if (seed % 7 != 3) {
            return new SimKept(0, 0, 0, Give.ALL);
        }
        Give give = Give.values()[(int) (seed / 21 % 3)];
        return switch ((int) (seed / 7 % 3)) {
            case 0 -> new SimKept(3, 0, 0, give);
            case 1 -> new SimKept(0, 700, 0, give);
            default -> new SimKept(0, 0, 70, give);
        };
    }

    boolean used() {
        return messages + bytes + age > 0;
    }

    /** What a new subscription asks for; null for what the policy says. */
    @Nullable
    Give asks(Destination topic, int consumer, boolean noLocal) {
        boolean may = used() && topic.equals(Destination.topic(TOPIC)) && !noLocal;
        return may && consumer % 2 == 0 ? Give.values()[consumer / 2 % 3] : null;
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
                give);
        Policies.Said said = new Policies.Said("keep", "some", standard -> standard.with(policy));
        return List.of(new Policies.Rule(NamePattern.of("topic:" + TOPIC), List.of(said)));
    }
}
