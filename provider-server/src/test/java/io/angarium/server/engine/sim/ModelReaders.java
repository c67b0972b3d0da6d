package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model says of a queue whose consumers only read: each of them has all that is there and that comes, in a queue of its own that ends with it; what is in the queue itself nobody takes away.
 */
final class ModelReaders {
    private static final ModelQueue.Terms TERMS = new ModelQueue.Terms("read", -1, false);

    private final Model model;
    private final SimReaders rules;
    /** The queues of those that read. */
    private final List<ModelQueue> own = new ArrayList<>();

    ModelReaders(Model model, SimReaders rules) {
        this.model = model;
        this.rules = rules;
        if (rules.used()) {
            model.queue(SimReaders.QUEUE);
        }
    }

    boolean used() {
        return rules.used();
    }

    /** Whether it is the queue that is read, from which nothing is delivered. */
    boolean concerns(ModelQueue queue) {
        return !queue.subscription() && rules.concerns(queue.name);
    }

    /** Whether it is what a consumer has to read. */
    boolean isOwn(ModelQueue queue) {
        return own.contains(queue);
    }

    /** A consumer begins with the oldest. */
    ModelQueue opened(ModelQueue read, ModelConnection connection, int consumer) {
        ModelQueue queue = model.subscription(Kind.TOPIC, connection.clientId, connection + ".reader" + consumer);
        queue.create(model.place(), TERMS, connection);
        own.removeIf(other -> !other.exists());
        own.add(queue);
        for (ModelEntry entry : read.entries) {
            if (entry.state == ModelEntry.State.AVAILABLE) {
                add(queue, entry);
            }
        }
        return queue;
    }

    /** A message comes; what those that are there have of it. */
    List<ModelEntry> arrived(ModelEntry entry) {
        List<ModelEntry> all = new ArrayList<>();
        if (concerns(entry.queue)) {
            for (ModelQueue queue : own) {
                if (queue.exists()) {
                    all.add(add(queue, entry));
                }
            }
        }
        return all;
    }

    private ModelEntry add(ModelQueue queue, ModelEntry entry) {
        ModelEntry copy = new ModelEntry(queue, entry).onlyIfSo(entry);
        copy.available(model.round);
        queue.entries.add(copy);
        model.tally.count("model: to be read");
        return copy;
    }
}
