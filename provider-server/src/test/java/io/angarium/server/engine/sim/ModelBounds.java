package io.angarium.server.engine.sim;

/** What the model says of a bound of all queues and subscriptions together: what is sent never exceeds it, and nothing is refused while there is room. */
final class ModelBounds {
    private final Model model;
    private final SimBounds rules;
    /** So much may have been there at some time of the round: what a subscription has that ends goes in steps. */
    private long before;

    ModelBounds(Model model, SimBounds rules) {
        this.model = model;
        this.rules = rules;
    }

    /** A frame comes. */
    void look() {
        if (rules.used()) {
            before = Math.max(before, most());
        }
    }

    /** Whether the broker may refuse a send for want of room, which is in the books already. */
    boolean mayRefuse(SimMessage message) {
        boolean may = rules.used() && Math.max(most(), before + rules.weight(message.encoded())) > rules.most();
        model.tally.count(may, "model: no room in all queues together" + (rules.inBytes() ? ", in bytes" : ""));
        return may;
    }

    /**
     * At the end of each round.
     *
     * @param idle whether the broker has nothing left to do
     */
    void check(boolean idle) {
        if (rules.used()) {
            before = idle ? most() : Math.max(before, most());
            long least = all(true);
            ModelOutputs.require(least <= rules.most(), () -> least + " in all, of at most " + rules.most());
            model.tally.count(least == rules.most(), "all queues together are full");
        }
    }

    private long most() {
        long promised = model.openTransactions()
                .flatMap(transaction -> transaction.sends.stream())
                .mapToLong(send -> weight(send.message())
                        * Math.max(
                                1, send.places().size() + send.subscriptions().size()))
                .sum();
        long held = model.openTransactions()
                .flatMap(transaction -> transaction.acknowledged.stream())
                .filter(entry -> entry.state == ModelEntry.State.GONE) // with its subscription, but for the transaction
                .mapToLong(entry -> weight(entry.message))
                .sum();
        return all(false) + promised + held;
    }

    /** @param surely only those that are there for sure, and for which room was asked */
    private long all(boolean surely) {
        long all = 0;
        for (ModelQueue queue : model.queues()) {
            if (model.readers.isOwn(queue)) {
                continue; // it is counted where it is read from
            }
            for (ModelEntry entry : queue.entries) {
                boolean gone = entry.state == ModelEntry.State.GONE;
                boolean counts = surely ? asked(entry) : entry.possible();
                boolean here = gone ? !surely && isOnItsWay(entry) : counts;
                all += here ? weight(entry.message) : 0;
            }
        }
        return all;
    }

    private long weight(SimMessage message) {
        return rules.weight(message.encoded());
    }

    /** Whether it had been sent to a subscription that has ended, and the disk does not have it. */
    private boolean isOnItsWay(ModelEntry entry) {
        return entry.queue.subscription()
                && !entry.queue.durable()
                && !entry.queue.exists()
                && entry.waitsForDisk
                && model.durable < entry.stored.to();
    }

    /** What a transaction publishes is for those too that subscribe until it commits, and of what is only read a copy dies. */
    private boolean asked(ModelEntry entry) {
        boolean late = entry.queue.subscription() && entry.inTransaction;
        boolean copied = model.readers.used() && Model.dead(entry.queue.name);
        return entry.certain() && !entry.expired(model.now) && !late && !copied;
    }
}
