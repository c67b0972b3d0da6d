package io.angarium.server.engine.sim;

import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.wire.Destination;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the model says of a queue with a limit: that is never exceeded, and nothing is turned away while there is room. */
final class ModelLimits {
    private final Model model;
    private final SimLimits rules;
    /** So much may have been there at some time of this round. */
    private long mostOfRound;
    /** So much of that may not have been able to leave. */
    private long heldOfRound;
    /** How many sends of this round were for it. */
    private int sent;
    /** How many of them were refused. */
    private int refused;
    /** One that has made room in this round. */
    private ModelEntry left;
    /** Nobody waited when this round began, and nothing was left to do. */
    private boolean calm;
    /** Of those that are not persistent, whether they have made room. */
    private final Map<ModelEntry, Fate> unseen = new HashMap<>();

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
    Room room(Destination destination, SimMessage message) {
        sent += concerns(destination) ? 1 : 0;
        boolean tells = rules.full() == Full.REFUSE || rules.waits() || never(message);
        if (!concerns(destination) || tells || most() + weight(message) <= rules.most()) {
            return Room.SOME;
        }
        Room room = least() + weight(message) > rules.most() ? Room.NONE : Room.UNSURE;
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
    boolean mayRefuse(Destination destination, SimMessage message, long since) {
        refused += concerns(destination) ? 1 : 0;
        if (concerns(destination) && never(message)) {
            model.tally.count("model: never finds room, " + rules.full());
            return true;
        }
        boolean may = concerns(destination)
                && (mostWithUnseen() > rules.most()
                        || mostOfRound + weight(message) > rules.most()
                        || rules.inBytes() && model.stalls.several())
                && switch (rules.full()) {
                    case REFUSE -> true;
                    case BLOCK -> model.now - since >= SimLimits.PATIENCE;
                    case DROP_OLDEST ->
                        held() > rules.most() || heldOfRound + weight(message) > rules.most() || !someCanLeave();
                    default -> false;
                };
        model.tally.count(may, "model: no room, " + rules.full() + (rules.inBytes() ? ", in bytes" : ""));
        return may;
    }

    /** A frame that has waited is about to be done: others of the round may come before what follows it. */
    void look() {
        mostOfRound = Math.max(mostOfRound, mostWithUnseen());
        comes();
    }

    /** A frame comes that may have to wait: the broker may be done with it at once. */
    void comes() {
        heldOfRound = Math.max(heldOfRound, held());
    }

    /** Whether there surely is room for a message, and nobody before it. */
    boolean hasRoom(SimMessage message) {
        return most() + weight(message) <= rules.most();
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
        return rules.full() == Full.BLOCK && model.now - since < SimLimits.PATIENCE;
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
                rules.used() && rules.full() == Full.DROP_OLDEST && isCrowded(),
                () -> "makes room although there is some: " + entry);
        for (ModelEntry other : queue().entries) {
            ModelOutputs.require(
                    !isOlder(other, entry) || !canLeave(other),
                    () -> "makes room, and is younger than " + other + ": " + entry);
        }
        left = entry;
        entry.seen();
        Place place = new Place(from, "room made by " + entry.message);
        place.endsAt(model.appended());
        if (rules.kept()) {
            model.deadLetter(entry, place, model.queue(Model.DEAD));
        }
        entry.gone(place, "made room");
        model.tally.count("model: the oldest makes room" + (rules.kept() ? ", and is kept" : ""));
        model.tally.count(rules.inBytes(), "model: the oldest makes room, in bytes");
    }

    /** Whether one of those that wait finds no room. */
    private boolean isCrowded() {
        long most = Math.max(mostWithUnseen(), mostOfRound);
        return model.stalls
                .waiting()
                .filter(message -> !never(message))
                .anyMatch(message -> most + weight(message) > rules.most());
    }

    /** Whether no room would be enough for it. */
    private boolean never(SimMessage message) {
        return weight(message) > rules.most();
    }

    private long weight(SimMessage message) {
        return rules.weight(message.encoded());
    }

    /** A start has found so much: no crash leaves more than there may be. */
    void found(long much) {
        ModelOutputs.require(
                !rules.used() || much <= rules.most(),
                () -> "a start finds " + much + " in " + queue() + ", which may have " + rules.most());
        model.tally.count(rules.used() && much == rules.most(), "a start finds a full queue");
    }

    /**
     * At the end of each round.
     *
     * @param idle whether the broker has nothing left to do
     */
    void check(boolean idle) {
        boolean waits = model.stalls.waiting().findAny().isPresent();
        boolean vain = calm && !waits && sent > 0 && refused == sent && !model.full && !model.scarce;
        ModelOutputs.require(!vain || left == null, () -> "made room in vain: " + left);
        calm = idle && !waits;
        left = null;
        sent = 0;
        refused = 0;
        mostOfRound = 0;
        heldOfRound = 0;
        if (rules.used()) {
            ModelOutputs.require(
                    least() <= rules.most(),
                    () -> "more than " + rules.most() + " in " + queue() + ": "
                            + queue().entries.stream().filter(this::sure).toList());
        }
    }

    private boolean concerns(Destination destination) {
        return rules.used() && destination.equals(Destination.queue(SimLimits.QUEUE));
    }

    private ModelQueue queue() {
        return model.queue(SimLimits.QUEUE);
    }

    /** So much is surely there. */
    private long least() {
        return weight(queue().entries.stream().filter(this::sure).map(entry -> entry.message));
    }

    private boolean sure(ModelEntry entry) {
        return entry.state != ModelEntry.State.GONE && entry.certain() && !entry.expired(model.now);
    }

    /** So much may be there, with that for which transactions have asked for room. */
    private long most() {
        long there = weight(queue().entries.stream()
                .filter(entry -> entry.state != ModelEntry.State.GONE && entry.possible())
                .map(entry -> entry.message));
        return there
                + weight(model.openTransactions()
                        .flatMap(transaction -> transaction.sends.stream())
                        .filter(send -> concerns(send.destination()))
                        .map(ModelSend::message));
    }

    /** The same, with that which may have been taken, and nobody has seen it. */
    private long mostWithUnseen() {
        return most() + weight(model.stalls.waiting().filter(message -> !message.persistent()));
    }

    /** So much of that may not be able to leave. */
    private long held() {
        return mostWithUnseen()
                - weight(queue().entries.stream().filter(this::canLeave).map(entry -> entry.message));
    }

    /** Where not all find room, the oldest leave; those that are not persistent without a record that tells so. */
    void someMayMakeRoom() {
        boolean all = most() + weight(model.stalls.waiting()) <= rules.most();
        if (!rules.used() || rules.full() != Full.DROP_OLDEST || all) {
            return;
        }
        for (ModelEntry entry : queue().entries) {
            if (!entry.message.persistent() && entry.state == ModelEntry.State.AVAILABLE && entry.possible()) {
                mayMakeRoom(entry);
            }
        }
    }

    /** One that was taken unseen may have left unseen. */
    void mayHaveMadeRoom(SimMessage message) {
        if (rules.full() == Full.DROP_OLDEST) {
            for (ModelEntry entry : queue().entries) {
                if (entry.message == message && entry.state == ModelEntry.State.AVAILABLE && entry.possible()) {
                    mayMakeRoom(entry);
                }
            }
        }
    }

    private void mayMakeRoom(ModelEntry entry) {
        Fate before = unseen.get(entry);
        if (before != null && before.possible(true) && before.possible(false)) {
            return;
        }
        Fate left = new Fate("room made by " + entry.message);
        unseen.put(entry, left);
        if (rules.kept()) {
            model.deadLetter(entry, model.openPlace("room made by " + entry.message), model.queue(Model.DEAD))
                    .onlyIfSo(entry)
                    .onlyIf(left, true);
        }
        entry.onlyIf(left, false);
        model.tally.count("model: makes room, and there may be no record of that");
    }

    private long weight(Stream<SimMessage> messages) {
        return messages.mapToLong(this::weight).sum();
    }
}
