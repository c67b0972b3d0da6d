package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Empties queues in steps: those that were purged, and the remains of those that were deleted. Owner: the engine's holder. */
final class QueueRemover {
    private static final int STEP = 1000;

    private final Registry registry;
    private final Removals removals;
    private final Activities activities;
    private final Pager pager;
    private final Crowds crowds;
    private final DurabilityGate gate;
    private final Inventory inventory;
    private final Successions successions;

    QueueRemover(
            Registry registry,
            Removals removals,
            Activities activities,
            Pager pager,
            Crowds crowds,
            DurabilityGate gate,
            Inventory inventory,
            Successions successions) {
        this.successions = successions;
        this.crowds = crowds;
        this.gate = gate;
        this.inventory = inventory;
        this.pager = pager;
        this.registry = registry;
        this.removals = removals;
        this.activities = activities;
    }

    /** Deletes a queue without consumers, once; whatever its journal record is, it has been written. */
    void remove(MessageQueue queue) {
        if (queue.deleted()) {
            return;
        }
        removals.flush();
        registry.forget(queue);
        activities.add(() -> step(queue));
    }

    /**
     * Removes what is available or scheduled now, also what is due and would join the queue before its list has been read, and what recurs and comes
     * meanwhile; runs the action when done. It begins when all that recurs is in its queue, and until it has ended none of those that wait joins it.
     */
    void purge(MessageQueue queue, Runnable done) {
        Purge purge = new Purge(
                queue,
                inventory.lastSequence(),
                gate.released() + 1,
                crowds.delays().lastNumber());
        Purged purged = new Purged(purge);
        successions.add(purged);
        successions.whenNoneIsUnderWay(() -> {
            purged.begun = true;
            PurgeWalk walk = new PurgeWalk(purge, gate.released() + 1);
            activities.add(() -> step(walk, () -> {
                successions.remove(purged);
                done.run();
            }));
        });
    }

    /** What recurs leaves with the others if its time comes meanwhile, or before the purge has begun: what is sent later does not. */
    private final class Purged implements Successions.Lookout {
        private final Purge purge;
        private boolean begun;

        Purged(Purge purge) {
            this.purge = purge;
        }

        @Override
        public boolean takes(MessageRef plan) {
            if (plan.queue() != purge.queue() || !purge.had(plan)) {
                return false;
            }
            removals.remove(plan, Effect.Reason.PURGED);
            return true;
        }

        /** What comes before it begins was on its way when it was asked for. */
        @Override
        public void arrives(MessageRef ref) {
            if (!begun && ref.queue() == purge.queue()) {
                purge.expects(ref);
            }
        }
    }

    private boolean step(PurgeWalk walk, Runnable done) {
        MessageQueue queue = walk.purge().queue();
        for (int i = 0; i < STEP; i++) {
            MessageRef ref = queue.deleted() ? null : walk.next();
            if (ref == null) {
                walk.end();
                crowds.due().mark(queue);
                done.run();
                return true;
            }
            if (ref instanceof ParkedRun run) {
                pager.want(run, () -> activities.add(() -> step(walk, done)));
                return true;
            }
            if (walk.takes(ref)) {
                removals.remove(ref, Effect.Reason.PURGED);
            }
        }
        return false;
    }

    /** Of a queue that is deleted nothing is loaded. */
    private boolean step(MessageQueue queue) {
        for (int i = 0; i < STEP; i++) {
            MessageRef ref = next(queue);
            if (ref == null) {
                List.copyOf(queue.runs()).forEach(pager::drop);
                List.copyOf(queue.scheduled().delayed().runs()).forEach(pager::drop);
                return true;
            }
            if (ref instanceof ParkedRun run) {
                pager.drop(run);
            } else {
                removals.remove(ref, Effect.Reason.PURGED);
            }
        }
        return false;
    }

    private static @Nullable MessageRef next(MessageQueue queue) {
        MessageRef scheduled = queue.scheduled().any();
        return scheduled != null ? scheduled : queue.order().first();
    }
}
