package io.angarium.server.engine.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the model says of a queue that has only the newest message of each value: an older one is not there any more once a newer one is on the disk and nothing happens any more; who has an older
 * one keeps it, and if it comes back it leaves. In between it may be there or not. One with a delay replaces others when that is over, and is replaced only then.
 */
final class ModelLastValues {
    private final Model model;
    private final SimLastValues rules;
    private final ModelComing coming;
    /** Those that somebody had when a newer one came. */
    private final Set<ModelEntry> outdated = new HashSet<>();
    /** Those of which it is open whether a newer one has replaced them, and from where on in the journal. */
    private final Map<ModelEntry, Long> doubtful = new HashMap<>();
    /** Those that a start has found with a newer one. */
    private final Map<ModelEntry, ModelEntry> condemned = new HashMap<>();

    ModelLastValues(Model model, SimLastValues rules) {
        this.model = model;
        this.rules = rules;
        this.coming = new ModelComing(model);
    }

    private boolean concerns(ModelQueue queue) {
        return rules.used() && !queue.subscription() && rules.concerns(queue.name);
    }

    /** Whether nothing can have replaced a message in this round. */
    boolean stays(ModelEntry entry) {
        return !concerns(entry.queue)
                || !outdated.contains(entry)
                        && entry.queue.entries.stream()
                                .noneMatch(other -> replaces(other, entry) && mayHaveCome(other));
    }

    void delivered(ModelEntry entry) {
        if (concerns(entry.queue)) {
            ModelEntry newer = condemned.get(entry);
            ModelOutputs.require(
                    newer == null, () -> "delivered, and a start has found a newer one: " + entry + ", " + newer);
            doubtful.remove(entry);
        }
    }

    /** A message is sent to a queue. */
    void arrived(ModelEntry entry) {
        if (concerns(entry.queue)) {
            coming.sent(entry);
        }
    }

    private static boolean sameValue(ModelEntry one, ModelEntry other) {
        return one.message.group() == other.message.group() && one.message != other.message;
    }

    /** Whether one takes the place of another one, if it has come. */
    private boolean replaces(ModelEntry newer, ModelEntry older) {
        return coming.mayBeBehind(newer, older)
                && sameValue(newer, older)
                && newer.state != ModelEntry.State.GONE
                && newer.possible();
    }

    private boolean mayHaveCome(ModelEntry entry) {
        return entry.due(model.now) && (!entry.durable() || model.durable > entry.stored.from());
    }

    /**
     * A round has ended.
     *
     * @param idle whether the broker has nothing left to do
     * @param from where the records of the round begin
     */
    void roundEnds(boolean idle, long from) {
        if (!rules.used()) {
            return;
        }
        ModelQueue queue = model.queue(SimLastValues.QUEUE);
        coming.roundEnds(queue, idle && !model.scarce);
        for (ModelEntry older : queue.entries) {
            if (older.state != ModelEntry.State.GONE && older.possible() && older.due(model.now)) {
                Newer newer = newerThan(older, idle);
                if (newer != Newer.NONE) {
                    look(older, newer, from);
                }
            }
        }
    }

    private enum Newer {
        NONE,
        MAYBE,
        SURELY
    }

    private Newer newerThan(ModelEntry older, boolean idle) {
        Newer found = !outdated.contains(older) ? Newer.NONE : idle ? Newer.SURELY : Newer.MAYBE;
        for (ModelEntry newer : older.queue.entries) {
            if (found != Newer.SURELY && replaces(newer, older) && mayHaveCome(newer)) {
                boolean sure = idle
                        && coming.isBehind(newer, older)
                        && newer.certain()
                        && newer.hasCome(model.durable)
                        && !newer.expired(model.now)
                        && !isParked(newer);
                found = sure ? Newer.SURELY : Newer.MAYBE;
            }
        }
        return found;
    }

    /** Its list may be on the disk alone until somebody wants what is in it. */
    private boolean isParked(ModelEntry entry) {
        return model.scarce && entry.deliveryTime != 0;
    }

    private void look(ModelEntry older, Newer newer, long from) {
        boolean with = older.state != ModelEntry.State.AVAILABLE;
        boolean hidden = older.mayWait(model.now) || !older.hasCome(model.durable) || isParked(older);
        if (newer == Newer.SURELY && !with && !hidden) {
            model.tally.count("model: replaced by a newer one");
            model.tally.count(older.deliveryTime != 0, "model: replaced when its delay was over");
            model.tally.count(outdated.remove(older), "model: given back, and replaced");
            Place place = new Place(doubtful.getOrDefault(older, from), "replacement of " + older.message);
            place.endsAt(model.appended());
            older.gone(place, "replaced");
        } else if (newer == Newer.SURELY) {
            outdated.add(older);
        } else if (doubtful.putIfAbsent(older, from) == null
                || older.certain()) { // a browser may have seen it meanwhile
            older.onlyIf(new Fate("replacement of " + older), false);
        }
    }

    /** The broker starts again: it knows nothing of what it has looked at, and looks before it delivers anything. */
    void restart() {
        outdated.clear();
        doubtful.clear();
        coming.restart();
        condemned.clear();
        if (!rules.used()) {
            return;
        }
        ModelQueue queue = model.queue(SimLastValues.QUEUE);
        for (ModelEntry older : queue.entries) {
            if (older.state == ModelEntry.State.AVAILABLE && older.deliveryTime == 0) {
                queue.entries.stream()
                        .filter(newer -> replaces(newer, older)
                                && newer.deliveryTime == 0
                                && newer.certain()
                                && newer.state == ModelEntry.State.AVAILABLE
                                && !newer.mayWait(model.now)
                                && !newer.expired(model.now))
                        .findFirst()
                        .ifPresent(newer -> condemned.put(older, newer));
            }
        }
    }
}
