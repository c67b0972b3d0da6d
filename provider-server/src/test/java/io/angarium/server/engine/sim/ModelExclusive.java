package io.angarium.server.engine.sim;

import java.util.HashMap;
import java.util.Map;

/** What the model says where each queue has one active consumer: it does not predict which, only that nobody else gets anything until that is gone and all it had is settled. */
final class ModelExclusive {
    private final boolean used;
    private final Tally tally;
    private final Map<ModelQueue, ModelConsumer> active = new HashMap<>();

    ModelExclusive(SimExclusive exclusive, Tally tally) {
        this.used = exclusive.used();
        this.tally = tally;
    }

    boolean used() {
        return used;
    }

    void delivered(ModelConsumer consumer, ModelEntry entry) {
        if (!used) {
            return;
        }
        ModelQueue queue = entry.queue;
        for (ModelEntry other : queue.entries) {
            ModelOutputs.require(
                    other == entry || !ModelGroups.open(other) || other.holder == consumer,
                    () -> consumer + " got " + entry + " while another has " + other);
        }
        ModelConsumer before = active.put(queue, consumer);
        boolean changed = before != null && before != consumer;
        ModelOutputs.require(
                !changed || !queue.consumers.contains(before),
                () -> consumer + " got " + entry + ", and " + before + " is the active one");
        tally.count(changed, "the next consumer takes over");
        tally.count(queue.consumers.size() > 1, "consumers stand by");
    }

    /** Whether a message surely goes to a consumer with credit: it is alone, and nobody else has anything of the queue. */
    boolean free(ModelEntry entry) {
        if (!used) {
            return true;
        }
        ModelQueue queue = entry.queue;
        return queue.consumers.size() == 1
                && queue.entries.stream()
                        .allMatch(other -> !ModelGroups.open(other) || queue.consumers.contains(other.holder));
    }
}
