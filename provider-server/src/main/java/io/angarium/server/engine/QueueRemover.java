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
    private final DueQueues due;
    private final Successions successions;

    QueueRemover(
            Registry registry,
            Removals removals,
            Activities activities,
            Pager pager,
            DueQueues due,
            Successions successions) {
        this.successions = successions;
        this.due = due;
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
        activities.add(() -> step(queue, Long.MAX_VALUE, () -> {}));
    }

    /**
     * Removes what is available or scheduled now, also what is due and would join the queue before its list has been read, and what recurs and comes
     * meanwhile; runs the action when done.
     */
    void purge(MessageQueue queue, Runnable done) {
        Purged purged = new Purged(queue);
        successions.add(purged);
        successions.whenNoneIsUnderWay(() -> purgeAll(queue, () -> {
            successions.remove(purged);
            done.run();
        }));
    }

    /** What recurs leaves with the others if its time comes meanwhile. */
    private final class Purged implements Successions.Lookout {
        private final MessageQueue queue;

        Purged(MessageQueue queue) {
            this.queue = queue;
        }

        @Override
        public boolean takes(MessageRef plan) {
            if (plan.queue() != queue) {
                return false;
            }
            removals.remove(plan, Effect.Reason.PURGED);
            return true;
        }
    }

    private void purgeAll(MessageQueue queue, Runnable done) {
        long upToSequence = queue.order().lastSequence();
        DelayedMessages delayed = queue.scheduled().delayed();
        delayed.purgeBegins();
        activities.add(() -> step(queue, upToSequence, () -> {
            delayed.purgeEnds();
            due.mark(queue);
            done.run();
        }));
    }

    private boolean step(MessageQueue queue, long upToSequence, Runnable done) {
        for (int i = 0; i < STEP; i++) {
            MessageRef ref = next(queue, upToSequence);
            if (ref == null) {
                if (queue.deleted()) {
                    List.copyOf(queue.runs()).forEach(pager::drop);
                    List.copyOf(queue.scheduled().delayed().runs()).forEach(pager::drop);
                }
                done.run();
                return true;
            }
            if (ref instanceof ParkedRun run) {
                if (!queue.deleted()) {
                    pager.want(run, () -> activities.add(() -> step(queue, upToSequence, done)));
                    return true;
                }
                pager.drop(run);
                continue;
            }
            removals.remove(ref, Effect.Reason.PURGED);
        }
        return false;
    }

    private static @Nullable MessageRef next(MessageQueue queue, long upToSequence) {
        MessageRef scheduled = queue.scheduled().any();
        if (scheduled != null) {
            return scheduled;
        }
        for (int priority = MessageOrder.PRIORITIES - 1; priority >= 0; priority--) {
            MessageRef head = queue.order().head(priority);
            if (head != null && head.sequence() <= upToSequence) {
                return head;
            }
        }
        return null;
    }
}
