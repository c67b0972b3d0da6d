package io.angarium.server.engine.sim;

/** What the model says of consumers with priorities: nobody gets what one of a higher priority could have had. */
final class ModelTurns {
    private final SimGroups groups;
    private final Tally tally;

    ModelTurns(SimGroups groups, Tally tally) {
        this.groups = groups;
        this.tally = tally;
    }

    void delivered(ModelConsumer consumer, ModelEntry entry) {
        if (groups.unit(entry.message) != null) {
            return; // groups stay with whoever has them
        }
        boolean lower = false;
        for (ModelConsumer other : consumer.queue.consumers) {
            boolean takes = other != consumer && other.takes() && other.wants(entry.message);
            ModelOutputs.require(
                    !takes || other.priority <= consumer.priority,
                    () -> consumer + " with priority " + consumer.priority + " got " + entry + ", which " + other
                            + " with " + other.priority + " takes");
            lower |= takes && other.priority < consumer.priority;
        }
        tally.count(lower, "a consumer of the highest priority comes first");
        tally.count(consumer.priority < 0, "a consumer of a low priority gets something");
    }
}
