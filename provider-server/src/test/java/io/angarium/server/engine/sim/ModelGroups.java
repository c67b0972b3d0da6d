package io.angarium.server.engine.sim;

import java.util.HashMap;
import java.util.Map;

/** What the model says of groups: it does not predict who owns one, only that nobody else gets anything of it meanwhile. */
final class ModelGroups {
    private final SimGroups groups;
    private final boolean exclusive;
    private final Tally tally;
    /** Who got the last message of a group, by queue and group. */
    private final Map<ModelQueue, Map<String, ModelConsumer>> owners = new HashMap<>();

    /** @param exclusive whether groups mean nothing, as one consumer gets everything */
    ModelGroups(SimGroups groups, boolean exclusive, Tally tally) {
        this.groups = groups;
        this.exclusive = exclusive;
        this.tally = tally;
    }

    /** A consumer gets a message: nothing else of its group is with another one. */
    void delivered(ModelConsumer consumer, ModelEntry entry) {
        String unit = groups.unit(entry.message);
        if (unit == null) {
            lookElsewhere(consumer, entry);
            return;
        }
        boolean more = false;
        boolean serial = consumer.serial && !exclusive;
        for (ModelEntry other : entry.queue.entries) {
            if (other != entry && open(other) && unit.equals(groups.unit(other.message))) {
                more = true;
                ModelOutputs.require(
                        other.holder == consumer,
                        () -> consumer + " got " + entry + " of " + unit + " while another has " + other);
                ModelOutputs.require(
                        !serial, () -> consumer + " got " + entry + " of " + unit + " and is still at " + other);
            }
        }
        ModelConsumer owner =
                owners.computeIfAbsent(entry.queue, queue -> new HashMap<>()).put(unit, consumer);
        tally.count(serial && owner == consumer, "the next of a group when the one before is settled");
        tally.count(serial && consumer.lease > 0, "one of a group at a time, and for a time");
        if (!groups.rebalance() && owner != null && entry.queue.consumers.contains(owner)) {
            ModelOutputs.require(
                    owner == consumer,
                    () -> consumer + " got " + entry + " of " + unit + ", which " + owner + " keeps");
            tally.count(entry.queue.consumers.size() > 1, "a group stays where it is");
        }
        tally.count(more, "more of a group to its consumer");
        tally.count(!more && entry.queue.consumers.size() > 1, "a group goes to one of several consumers");
    }

    private void lookElsewhere(ModelConsumer consumer, ModelEntry entry) {
        String key = groups.key(entry.message.number());
        boolean elsewhere = key != null
                && entry.queue.entries.stream()
                        .anyMatch(other -> open(other)
                                && other.holder != consumer
                                && key.equals(groups.key(other.message.number())));
        tally.count(elsewhere, "of a group to another consumer, as it means nothing");
    }

    /** Its consumer has let the lease of a message run out: that costs it the group. */
    void leaseOver(ModelEntry entry) {
        String unit = groups.unit(entry.message);
        Map<String, ModelConsumer> owned = owners.get(entry.queue);
        if (unit != null && owned != null) {
            owned.remove(unit, entry.holder);
        }
    }

    /** Whether somebody has it, or had it in a transaction that has not ended. */
    static boolean open(ModelEntry entry) {
        return entry.state == ModelEntry.State.OUT || entry.state == ModelEntry.State.IN_TRANSACTION;
    }

    /** Whether a message may be passed over for another, as its group may be with somebody else. */
    boolean mayPass(ModelEntry passed, ModelEntry delivered) {
        String unit = groups.unit(passed.message);
        return unit != null && !unit.equals(groups.unit(delivered.message));
    }

    /** Whether a message surely goes to one of the consumers that are there: its group is with nobody that does not take it. */
    boolean free(ModelEntry entry) {
        String unit = groups.unit(entry.message);
        if (unit == null) {
            return true;
        }
        for (ModelConsumer other : entry.queue.consumers) {
            if (!other.takes() || !other.wants(entry.message)) {
                return false;
            }
        }
        for (ModelEntry other : entry.queue.entries) {
            if (open(other) && unit.equals(groups.unit(other.message))) {
                return false;
            }
        }
        return true;
    }
}
