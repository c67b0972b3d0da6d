package io.angarium.server.engine.sim;

import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.wire.Destination;
import java.util.Comparator;
import java.util.List;

/** What the model says of a queue with a limit: that is never exceeded, and nothing is turned away while there is room. */
final class ModelLimits {
    private final Model model;
    private final SimLimits rules;
    /** So many may have been there at some time of this round. */
    private long mostOfRound;

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
        if (!concerns(destination) || rules.full() == Full.REFUSE || rules.waits() || most() < SimLimits.MOST) {
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

    /**
     * Whether the broker may refuse a send for want of room, which is in the books already.
     *
     * @param since when it came
     */
    boolean mayRefuse(Destination destination, long since) {
        boolean may = concerns(destination)
                && (most() > SimLimits.MOST || mostOfRound >= SimLimits.MOST)
                && switch (rules.full()) {
                    case REFUSE -> true;
                    case BLOCK -> model.now - since >= SimLimits.PATIENCE;
                    case DROP_OLDEST -> !someCanLeave();
                    default -> false;
                };
        model.tally.count(may, "model: no room, " + rules.full());
        return may;
    }

    /** A frame that has waited is about to be done: others of the round may come before what follows it. */
    void look() {
        mostOfRound = Math.max(mostOfRound, most());
    }

    /** Whether sends may have to wait. */
    boolean waits() {
        return rules.waits();
    }

    /** Whether what is sent there may have to wait. */
    boolean waits(Destination destination) {
        return rules.waits() && concerns(destination);
    }

    /** Whether those that wait for room get it in the order in which they came. */
    boolean inTurn() {
        return rules.full() == Full.BLOCK;
    }

    /** Whether one that came then may wait, now that nothing happens any more. */
    boolean mayWait(long since) {
        return rules.full() == Full.BLOCK && model.now - since < SimLimits.PATIENCE && most() >= SimLimits.MOST;
    }

    /** Whether some message is there that nobody has, on the disk and in its time. */
    private boolean someCanLeave() {
        return queue().entries.stream().anyMatch(this::canLeave);
    }

    private boolean canLeave(ModelEntry entry) {
        boolean read = !model.scarce || entry.deliveryTime == 0; // else its list may have to be read
        return read && ModelOutputs.surelyVisible(model, entry) && entry.since < model.round;
    }

    /** Those with a delay come when that is over. */
    private static boolean isOlder(ModelEntry one, ModelEntry other) {
        if (one.deliveryTime != 0 || other.deliveryTime != 0) {
            return one.deliveryTime != 0 && one.deliveryTime < other.deliveryTime;
        }
        return one.order < other.order;
    }

    /**
     * A message has made room for another one: the oldest that nobody has, and only where there was none.
     *
     * @param from where its record begins
     */
    void dropped(long number, long from) {
        if (model.kept.has(number)) {
            return; // it was beyond what a topic keeps
        }
        ModelEntry entry = queue().entries.stream()
                .filter(each ->
                        each.message.number() == number && each.state == ModelEntry.State.AVAILABLE && each.possible())
                .max(Comparator.comparing(ModelEntry::certain))
                .orElseThrow(() -> new SimulationFailure("m" + number + " makes room, and is not there"));
        ModelOutputs.require(
                rules.used() && rules.full() == Full.DROP_OLDEST && Math.max(most(), mostOfRound) >= SimLimits.MOST,
                () -> "makes room although there is some: " + entry);
        for (ModelEntry other : queue().entries) {
            ModelOutputs.require(
                    !isOlder(other, entry) || !canLeave(other),
                    () -> "makes room, and is younger than " + other + ": " + entry);
        }
        entry.seen();
        Place place = new Place(from, "room made by " + entry.message);
        place.endsAt(model.appended());
        if (rules.kept()) {
            model.deadLetter(entry, place, model.queue(Model.DEAD));
        }
        entry.gone(place, "made room");
        model.tally.count("model: the oldest makes room" + (rules.kept() ? ", and is kept" : ""));
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
        mostOfRound = 0;
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
