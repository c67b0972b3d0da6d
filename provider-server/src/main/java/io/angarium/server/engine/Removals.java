package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.List;

/** Journals what left the queues: one record per queue and round instead of one per message. Owner: the engine's holder. */
final class Removals {
    private static final int MOST_PER_RECORD = 4096;

    private final Ledger ledger;
    private final Inventory inventory;
    private final List<MessageQueue> dirty = new ArrayList<>();
    private Effect.Reason reason = Effect.Reason.ACKNOWLEDGED;

    Removals(Ledger ledger, Inventory inventory) {
        this.ledger = ledger;
        this.inventory = inventory;
    }

    /** A message leaves its queue; its record follows at the end of the round at the latest. */
    void remove(MessageRef ref, Effect.Reason why) {
        MessageQueue queue = ref.queue();
        if (ref.journalled() && !queue.deleted()) {
            if (why != reason) {
                flush();
                reason = why;
            }
            if (queue.removals().isEmpty()) {
                dirty.add(queue);
            }
            queue.removals().add(ref.id());
            if (queue.removals().size() == MOST_PER_RECORD) {
                flush();
            }
        }
        inventory.gone(ref, why);
    }

    /** Writes the records that are outstanding. */
    void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            MessageQueue queue = dirty.get(i);
            long[] ids = queue.removals().drain();
            if (!queue.deleted()) {
                ledger.writeFreeing(new Effect.MessagesRemoved(0, queue.id(), reason, ids));
            }
        }
        dirty.clear();
    }
}
