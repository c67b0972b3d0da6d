package io.angarium.server.engine.sim;

import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.wire.Destination;
import java.util.List;

/** What the model says of a queue with a limit: that is never exceeded, and nothing is turned away while there is room. */
final class ModelLimits {
    private final Model model;
    private final SimLimits rules;

    /** Whether a queue has room for one more message. */
    enum Room {
        SOME,
        NONE,
        /** It depends on something undecided. */
        UNSURE
    }

    ModelLimits(Model model, SimLimits rules) {
        this.model = model;
        this.rules = rules;
        if (rules.diverts()) {
            model.queue(SimLimits.DIVERTED);
        }
    }

    boolean diverts() {
        return rules.diverts();
    }

    /** Whether there is room for what is sent to a destination now; where it would be refused the broker will say so. */
    Room room(Destination destination) {
        if (!concerns(destination) || rules.full() == Full.REFUSE || most() < SimLimits.MOST) {
            return Room.SOME;
        }
        Room room = least() >= SimLimits.MOST ? Room.NONE : Room.UNSURE;
        model.tally.count("model: room " + room + ", " + rules.full());
        return room;
    }

    /** Where a message is for which there is no room. */
    List<String> elsewhere() {
        return rules.diverts() ? List.of(SimLimits.DIVERTED) : List.of();
    }

    /** Whether the broker may refuse a send for want of room, which is in the books already. */
    boolean mayRefuse(Destination destination) {
        boolean may = concerns(destination) && rules.full() == Full.REFUSE && most() > SimLimits.MOST;
        model.tally.count(may, "model: no room, REFUSE");
        return may;
    }

    /** A start has found so many messages: no crash leaves more than there may be. */
    void found(long messages) {
        ModelOutputs.require(
                !rules.used() || messages <= SimLimits.MOST,
                () -> "a start finds " + messages + " messages in " + queue() + ", which may have " + SimLimits.MOST);
        model.tally.count(rules.used() && messages == SimLimits.MOST, "a start finds a full queue");
    }

    /** At the end of each round. */
    void check() {
        if (rules.used()) {
            ModelOutputs.require(
                    least() <= SimLimits.MOST,
                    () -> "more than " + SimLimits.MOST + " messages in " + queue() + ": "
                            + queue().entries.stream().filter(this::sure).toList());
        }
    }

    private boolean concerns(Destination destination) {
        return rules.used() && destination.equals(Destination.queue(SimLimits.QUEUE));
    }

    private ModelQueue queue() {
        return model.queue(SimLimits.QUEUE);
    }

    /** So many messages are surely there. */
    private long least() {
        return queue().entries.stream().filter(this::sure).count();
    }

    private boolean sure(ModelEntry entry) {
        return entry.state != ModelEntry.State.GONE && entry.certain() && !entry.expired(model.now);
    }

    /** So many may be there, with those for which transactions have asked for room. */
    private long most() {
        long there = queue().entries.stream()
                .filter(entry -> entry.state != ModelEntry.State.GONE && entry.possible())
                .count();
        return there
                + model.openTransactions()
                        .flatMap(transaction -> transaction.sends.stream())
                        .filter(send -> concerns(send.destination()))
                        .count();
    }
}
