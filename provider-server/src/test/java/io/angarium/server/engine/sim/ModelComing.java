package io.angarium.server.engine.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** In which order messages come to a queue: as they were sent, but one that is not persistent may overtake those that wait for the disk. */
final class ModelComing {
    private final Model model;
    /** For a message those sent before it of which nobody can tell whether they came before it. */
    private final Map<ModelEntry, Set<ModelEntry>> overtaken = new HashMap<>();

    ModelComing(Model model) {
        this.model = model;
    }

    /** A message is sent to a queue. */
    void sent(ModelEntry entry) {
        for (ModelEntry other : entry.queue.entries) {
            boolean inOrder = other.hasCome(model.durable) || other.message.persistent() && entry.message.persistent();
            if (!inOrder && other != entry) {
                overtaken.computeIfAbsent(entry, key -> new HashSet<>()).add(other);
            }
        }
    }

    /** Whether one comes, or may come, behind another one. */
    boolean mayBeBehind(ModelEntry one, ModelEntry other) {
        return one.order > other.order || overtakes(other, one);
    }

    /** Whether one surely comes behind another one. */
    boolean isBehind(ModelEntry one, ModelEntry other) {
        return one.order > other.order && !overtakes(one, other);
    }

    private boolean overtakes(ModelEntry later, ModelEntry earlier) {
        return overtaken.getOrDefault(later, Set.of()).contains(earlier);
    }

    /** A start finds those that are left in their order. */
    void restart() {
        overtaken.clear();
    }
}
