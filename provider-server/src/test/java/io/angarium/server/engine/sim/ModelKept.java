package io.angarium.server.engine.sim;

import io.angarium.server.policy.KeepPolicy.Give;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the model says of a topic that keeps messages for late subscribers: who subscribes gets the newest within the bounds, and what comes; none twice and none left out. What is beyond the bounds may
 * be there until nothing happens any more. The bounds are of messages that have come: those on their way to the disk are to come.
 */
final class ModelKept {
    private static final String NAME = "kept";

    private final Model model;
    private final SimKept rules;
    private final ModelComing coming;
    /** Those of which it is open whether they are still kept. */
    private final Set<ModelEntry> doubtful = new HashSet<>();

    ModelKept(Model model, SimKept rules) {
        this.model = model;
        this.rules = rules;
        this.coming = new ModelComing(model);
        if (rules.used()) {
            model.queue(NAME);
        }
    }

    /** Whether it is what the topic keeps, from which nothing is delivered. */
    boolean concerns(ModelQueue queue) {
        return rules.used() && !queue.subscription() && queue.name.equals(NAME);
    }

    /** Whether a subscription is given what the topic keeps. */
    boolean feeds(ModelQueue subscription) {
        ModelQueue.Terms terms = subscription.subscription() ? subscription.terms() : null;
        return rules.used() && terms != null && terms.topic().equals(SimKept.TOPIC) && !terms.noLocal();
    }

    /** Whether what is published there is kept. */
    boolean keeps(ModelSend send) {
        return rules.used()
                && send.deliveryTime() == 0
                && send.destination().isTopic()
                && send.destination().name().equals(SimKept.TOPIC);
    }

    /** Whether the topic keeps, or has kept, a message. */
    boolean has(long number) {
        return rules.used() && queue().entries.stream().anyMatch(entry -> entry.message.number() == number);
    }

    ModelQueue queue() {
        return model.queue(NAME);
    }

    /**
     * A subscription is made.
     *
     * @param give what it gets of what is kept
     * @param goesOn whether it is not made now, but goes on; null if it surely is made
     */
    void subscribed(ModelQueue subscription, ModelQueue.Terms terms, Give give, Fate goesOn) {
        boolean late = rules.used() && give != Give.NONE && terms.topic().equals(SimKept.TOPIC) && !terms.noLocal();
        if (!late) {
            return;
        }
        for (ModelEntry entry : queue().entries) {
            if (isThere(entry) && terms.wants(entry.message, false) && (give == Give.ALL || mayBeLast(entry))) {
                boolean wanted = give == Give.ALL || isLast(entry);
                model.tally.count(give == Give.LAST && wanted, "model: the last one for a late subscription");
                give(subscription, entry, wanted && within(entry, newer(entry)), goesOn);
            }
        }
        subscription.entries.sort(Comparator.comparingLong(one -> one.order));
    }

    /** What a consumer gets of it that is the first of its subscription. */
    Give gives(ModelWish wish) {
        return wish.kept() == null ? rules.give() : wish.kept();
    }

    private boolean mayHaveCome(ModelEntry entry) {
        return !entry.durable() || model.durable > entry.stored.from();
    }

    /** Whether it may be the last one that has come, or one that comes later. */
    private boolean mayBeLast(ModelEntry entry) {
        return !mayHaveCome(entry) || surelyNewer(entry).isEmpty();
    }

    /** Whether it surely is. */
    private boolean isLast(ModelEntry entry) {
        return !mayHaveCome(entry)
                || (entry.certain()
                        && entry.hasCome(model.durable)
                        && newer(entry).stream().noneMatch(this::mayHaveCome));
    }

    private void give(ModelQueue subscription, ModelEntry entry, boolean surely, Fate goesOn) {
        doubtful.remove(entry); // that it is given says nothing of what becomes of it later
        ModelEntry given = new ModelEntry(subscription, entry, model.place()).onlyIfSo(entry);
        if (!surely) {
            given.onlyIf(new Fate("kept " + entry), true);
        }
        if (goesOn != null) {
            given.onlyIf(goesOn, false);
        }
        given.available(model.round);
        subscription.entries.add(given);
        model.tally.count(surely ? "model: kept for a late subscription" : "model: maybe kept for a late subscription");
    }

    /** Whether a message is within the bounds, with those that may be there and are newer. */
    private boolean within(ModelEntry entry, List<ModelEntry> newer) {
        long bytes = newer.stream().mapToLong(ModelKept::size).sum() + size(entry);
        return (rules.messages() == 0 || newer.size() < rules.messages())
                && (rules.bytes() == 0 || bytes <= rules.bytes())
                && (rules.age() == 0 || entry.takenAt + rules.age() > model.now);
    }

    private static long size(ModelEntry entry) {
        return entry.message.encoded().size();
    }

    /**
     * At the end of each round: what is beyond the bounds may have gone.
     *
     * @param idle whether it must have, as the broker has nothing left to do and to read
     */
    void roundEnds(boolean idle) {
        if (!rules.used()) {
            return;
        }
        for (ModelEntry entry : queue().entries) {
            if (isThere(entry) && idle && entry.hasCome(model.durable) && !within(entry, surelyNewer(entry))) {
                Place place = new Place(entry.stored.from(), "end of the keeping of " + entry.message);
                place.endsAt(model.appended());
                entry.gone(place, "beyond the bounds");
                model.tally.count("model: kept no longer");
            } else if (isThere(entry) && !within(entry, newer(entry)) && doubtful.add(entry)) {
                entry.onlyIf(new Fate("still kept: " + entry), true);
            }
        }
    }

    private static boolean isThere(ModelEntry entry) {
        return entry.state != ModelEntry.State.GONE && entry.possible();
    }

    /** Those that may be there and newer. */
    private List<ModelEntry> newer(ModelEntry entry) {
        return queue().entries.stream()
                .filter(other -> other != entry && isThere(other) && coming.mayBeBehind(other, entry))
                .toList();
    }

    /** Those that are there and newer. */
    private List<ModelEntry> surelyNewer(ModelEntry entry) {
        return queue().entries.stream()
                .filter(other -> isThere(other) && coming.isBehind(other, entry))
                .filter(other -> other.certain() && other.hasCome(model.durable) && !other.expired(model.now))
                .toList();
    }

    /** A message is to be kept. */
    void sent(ModelEntry entry) {
        coming.sent(entry);
    }

    void restart() {
        coming.restart();
        doubtful.clear();
    }
}
