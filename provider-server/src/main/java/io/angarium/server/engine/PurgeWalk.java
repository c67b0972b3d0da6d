package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/** Goes through all that a {@link Purge} takes. Owner: {@link QueueRemover}. */
final class PurgeWalk {
    private final Purge purge;
    private final ScheduledMessages.Cursor waiting;
    private final DelayCursor delayed;

    /**
     * It begins: nothing more comes that the purge takes.
     *
     * @param position behind all that has come
     */
    PurgeWalk(Purge purge, long position) {
        ScheduledMessages scheduled = purge.queue().scheduled();
        this.purge = purge;
        this.waiting = scheduled.cursor();
        this.delayed = new DelayCursor(scheduled.delayed(), position);
    }

    Purge purge() {
        return purge;
    }

    /** A message, or a run that must be loaded first; null if nothing is left. */
    @Nullable
    MessageRef next() {
        MessageRef next = waiting.peek();
        next = next == null ? delayed.peek() : next;
        for (int priority = MessageOrder.PRIORITIES - 1; next == null && priority >= 0; priority--) {
            MessageRef head = purge.queue().order().head(priority);
            next = head != null && purge.hadPlace(head) ? head : null;
        }
        return next;
    }

    /** Whether the message that {@link #next} returned is taken; if not, it is left behind. */
    boolean takes(MessageRef ref) {
        if (ref.state() != MessageRef.State.SCHEDULED) {
            return true;
        }
        boolean hasPlace = Inventory.hadPlace(ref);
        if (hasPlace ? purge.hadPlace(ref) : purge.had(ref)) {
            return true;
        }
        if (hasPlace) {
            waiting.skip();
        } else {
            delayed.skip(ref);
        }
        return false;
    }

    /** It takes nothing more. */
    void end() {
        purge.queue().scheduled().close(waiting);
        purge.end();
    }
}
