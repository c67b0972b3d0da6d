package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy.Cause;

/** Takes messages that have expired out of their queue, to where its policy wants them. Owner: the engine's holder. */
final class Expiry {
    /** When the journal has no room for one that is to be kept, it is tried again so much later. */
    private static final long AGAIN_MILLIS = 1_000;

    private final Inventory inventory;
    private final Removals removals;
    private final DeadLetters deadLetters;
    private final Bodies bodies;
    private final Pager pager;

    private final BrokerClock clock;

    Expiry(
            Inventory inventory,
            Removals removals,
            DeadLetters deadLetters,
            Bodies bodies,
            Pager pager,
            BrokerClock clock) {
        this.inventory = inventory;
        this.clock = clock;
        this.removals = removals;
        this.deadLetters = deadLetters;
        this.bodies = bodies;
        this.pager = pager;
    }

    /**
     * A message has expired.
     *
     * @return false if it is to be looked at before, or to be kept and is not in memory: it is being read; ask again later
     */
    boolean expire(MessageRef ref) {
        if (Conflation.awaits(ref)) {
            return false;
        }
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
        if (!deadLetters.take(ref, Cause.EXPIRED, "expired", null)) {
            inventory.setAside(ref, clock.now() + AGAIN_MILLIS);
        }
        return true;
    }
}
