package io.angarium.server.engine.sim;

import java.util.ArrayList;
import java.util.List;

/** What it means to cancel messages that wait for their time: those that surely did are never delivered once that is answered. */
final class ModelSchedules {
    private final Model model;

    ModelSchedules(Model model) {
        this.model = model;
    }

    /** A message that is to be cancelled, whether that happens, and whether it must. */
    private record Wanted(ModelEntry entry, Fate cancelled, boolean surely) {}

    /** Those of a queue are cancelled that may be; what is to be done when that is answered. */
    Runnable cancel(ModelQueue queue) {
        queue.cancelling++;
        List<Wanted> wanted = new ArrayList<>();
        for (ModelEntry entry : queue.entries) {
            boolean there = entry.state == ModelEntry.State.AVAILABLE
                    && entry.message.group() == SimDelays.CANCELLABLE
                    && entry.deliveryTime != 0;
            if (there && entry.expired(model.now)) {
                entry.onlyIf(new Fate("cancel of " + entry), false); // or it leaves as it has expired
            } else if (there && !entry.due(model.now)) {
                Fate cancelled = new Fate("cancel of " + entry);
                boolean surely = entry.certain() && (!entry.waitsForDisk || model.durable >= entry.stored.to());
                entry.onlyIf(cancelled, false);
                wanted.add(new Wanted(entry, cancelled, surely));
            }
        }
        return () -> {
            queue.cancelling--;
            answered(wanted);
        };
    }

    /** A message comes to a queue: it may be cancelled by what was asked for before, and is under way. */
    static void arrived(ModelQueue queue, ModelEntry entry) {
        if (queue.cancelling > 0 && entry.deliveryTime != 0 && entry.message.group() == SimDelays.CANCELLABLE) {
            entry.onlyIf(new Fate("cancel of " + entry), false);
        }
    }

    private void answered(List<Wanted> wanted) {
        for (Wanted one : wanted) {
            ModelEntry entry = one.entry();
            boolean waits = entry.state == ModelEntry.State.AVAILABLE && !entry.due(model.now);
            if (one.surely() && waits && !entry.expired(model.now)) {
                ModelOutputs.require(one.cancelled().decide(true), () -> "seen, and then cancelled: " + one.entry());
                model.tally.count("model: cancelled");
            }
        }
    }
}
