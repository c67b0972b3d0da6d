package io.angarium.server.engine.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * In which order messages come to a queue: as they were sent, but one that is not persistent may overtake those that wait for the disk, and one with a delay comes when that is over, behind what has come
 * before.
 */
final class ModelComing {
    private final Model model;
    /** For a message those sent before it of which nobody can tell whether they came before it. */
    private final Map<ModelEntry, Set<ModelEntry>> overtaken = new HashMap<>();
    /** For a message those that surely came before it, as it was delayed, or they were. */
    private final Map<ModelEntry, Set<ModelEntry>> before = new HashMap<>();
    /** Those whose delay was over when nothing was left to do. */
    private final Set<ModelEntry> joined = new HashSet<>();

    ModelComing(Model model) {
        this.model = model;
    }

    /** A message is sent to a queue. */
    void sent(ModelEntry entry) {
        if (entry.deliveryTime == 0) {
            before.put(entry, new HashSet<>(joined));
        }
        for (ModelEntry other : entry.queue.entries) {
            boolean inOrder = other.hasCome(model.durable) || other.message.persistent() && entry.message.persistent();
            if (!inOrder && other != entry) {
                overtaken.computeIfAbsent(entry, key -> new HashSet<>()).add(other);
            }
        }
    }

    /**
     * A round has ended.
     *
     * @param idle whether the broker has nothing left to do, and has all in memory
     */
    void roundEnds(ModelQueue queue, boolean idle) {
        for (ModelEntry entry : queue.entries) {
            if (entry.deliveryTime != 0 && entry.state != ModelEntry.State.GONE) {
                if (!entry.due(model.now)) {
                    queue.entries.stream()
                            .filter(other -> other.deliveryTime < entry.deliveryTime && other.hasCome(model.durable))
                            .forEach(before.computeIfAbsent(entry, key -> new HashSet<>())::add);
                } else if (idle && entry.hasCome(model.durable)) {
                    joined.add(entry);
                }
            }
        }
    }

    private static boolean delayed(ModelEntry one, ModelEntry other) {
        return one.deliveryTime != 0 || other.deliveryTime != 0;
    }

    private boolean comesBefore(ModelEntry one, ModelEntry other) {
        return before.getOrDefault(other, Set.of()).contains(one);
    }

    /** Whether one comes, or may come, behind another one. */
    boolean mayBeBehind(ModelEntry one, ModelEntry other) {
        if (delayed(one, other)) {
            return !comesBefore(one, other);
        }
        return one.order > other.order || overtakes(other, one);
    }

    /** Whether one surely comes behind another one. */
    boolean isBehind(ModelEntry one, ModelEntry other) {
        if (delayed(one, other)) {
            return comesBefore(other, one);
        }
        return one.order > other.order && !overtakes(one, other);
    }

    private boolean overtakes(ModelEntry later, ModelEntry earlier) {
        return overtaken.getOrDefault(later, Set.of()).contains(earlier);
    }

    /** A start finds those that are left in their order. */
    void restart() {
        overtaken.clear();
        joined.clear();
    }
}
