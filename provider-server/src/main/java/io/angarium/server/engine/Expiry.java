package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy.Cause;

/** Takes messages that have expired out of their queue, to where its policy wants them. Owner: the engine's holder. */
final class Expiry {
    private final Removals removals;
    private final DeadLetters deadLetters;
    private final Bodies bodies;
    private final Pager pager;

    Expiry(Removals removals, DeadLetters deadLetters, Bodies bodies, Pager pager) {
        this.removals = removals;
        this.deadLetters = deadLetters;
        this.bodies = bodies;
        this.pager = pager;
    }

    /**
     * A message has expired.
     *
     * @return false if it is to be kept and is not in memory: it is being read, ask again later
     */
    boolean expire(MessageRef ref) {
        if (!deadLetters.wants(ref.queue(), Cause.EXPIRED)) {
            removals.remove(ref, Effect.Reason.EXPIRED);
            return true;
        }
        if (!ref.stored().hasBody()) {
            ParkedRun next = bodies.want(ref);
            if (next != null) {
                pager.want(next);
            }
            return false;
        }
        if (!deadLetters.take(ref, Cause.EXPIRED, "expired")) {
            removals.remove(ref, Effect.Reason.EXPIRED);
        }
        return true;
    }
}
