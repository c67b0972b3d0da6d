package io.angarium.server.engine.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the model says of messages that expire where these are kept: each goes to the queue for them, once, and nowhere else. Nobody promises when; but when nothing happens any more it has
 * happened, if the message was to be had.
 */
final class ModelExpiring {
    /** Where the disk was full it is tried again so much later. */
    private static final long AGAIN_MILLIS = 1000;

    /** What must be read before it moves is looked at again within this time. */
    private static final long READ_MILLIS = 11;

    private final Model model;
    private final boolean used;
    private final List<Moving> moving = new ArrayList<>();
    private final Set<ModelEntry> known = new HashSet<>();
    private long notBefore;

    /**
     * A message that has expired, and what becomes of it.
     *
     * @param moved whether it has moved
     */
    private record Moving(ModelEntry entry, ModelEntry dead, Place place, Fate moved) {}

    ModelExpiring(Model model, SimExpired rules) {
        this.model = model;
        this.used = rules.used();
        if (used) {
            model.queue(Model.EXPIRED);
        }
    }

    /** It is this late, or something is available again: what has expired may move from now on. */
    void look() {
        if (!used) {
            return;
        }
        if (model.full) {
            notBefore = model.now + AGAIN_MILLIS;
        }
        List<ModelEntry> expired = new ArrayList<>();
        for (ModelQueue queue : model.queues()) {
            if (!Model.dead(queue.name) && !model.readers.isOwn(queue) && !model.kept.concerns(queue)) {
                queue.entries.stream().filter(this::moves).forEach(expired::add);
            }
        }
        expired.forEach(this::begin);
    }

    private boolean moves(ModelEntry entry) {
        return entry.state == ModelEntry.State.AVAILABLE && entry.expired(model.now) && !known.contains(entry);
    }

    private void begin(ModelEntry entry) {
        Place place = model.openPlace("expiry of " + entry.message);
        Fate moved = new Fate("expiry of " + entry);
        ModelEntry dead = model.deadLetter(entry, place, model.queue(Model.EXPIRED))
                .onlyIfSo(entry)
                .onlyIf(moved, true);
        entry.onlyIf(moved, false);
        known.add(entry);
        moving.add(new Moving(entry, dead, place, moved));
    }

    /** Of several that are the same message from different subscriptions: whether the one that it was must be there, or here. */
    boolean isSure(ModelEntry dead) {
        return moving.stream()
                .anyMatch(one -> one.dead == dead
                        && one.entry.state == ModelEntry.State.AVAILABLE
                        && one.entry.certainBut(one.moved));
    }

    boolean used() {
        return used;
    }

    /** Nothing happens any more; what is parked may still be where it was. */
    void quiet() {
        moving.removeIf(one -> isOver(one, model.scarce));
    }

    /** The same, and everything has been read. */
    void drained() {
        moving.removeIf(one -> isOver(one, false));
    }

    private boolean isOver(Moving one, boolean parked) {
        ModelEntry entry = one.entry;
        boolean there = entry.state == ModelEntry.State.AVAILABLE;
        boolean beingRead = model.restarted() && model.now < entry.expiration + READ_MILLIS;
        boolean hidden =
                !entry.due(model.now) || entry.mayWait(model.now) || model.now < notBefore || parked || beingRead;
        if (there && hidden && !one.moved.certain(true)) {
            return false;
        }
        boolean given =
                !model.kept.feeds(entry.queue); // else it may have expired where it was kept, and is no dead letter
        if (there && given && entry.certainBut(one.moved) && one.moved.decide(true)) {
            model.tally.count("model: expired, and kept");
            one.place.endsAt(model.appended());
            entry.gone(one.place, "expired");
        }
        return true;
    }

    /** The broker starts again: what was on its way has moved, if that survived. */
    void restart(long lastPosition) {
        for (Moving one : moving) {
            if (one.place.survival(lastPosition) == Place.Survival.NO || !one.dead.durable()) {
                one.moved.decide(false);
            }
        }
        moving.clear();
        known.clear();
        notBefore = 0;
    }
}
