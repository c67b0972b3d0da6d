package io.angarium.server.engine.sim;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What the broker's state should be: a plain list of messages per queue and subscription. Knows nothing of the engine's code; its
 * inputs are the frames as the engine gets them ({@link ModelInputs}) and what the engine sends is judged by it ({@link
 * ModelOutputs}). It does not predict who gets a message, only who may.
 */
final class Model {
    static final String DEAD = "DLQ";
    /** Where what is rejected goes, if it has a place of its own. */
    static final String REJECTED = "REJ";
    /** Where what has expired goes, if it has a place. */
    static final String EXPIRED = "EXP";

    final Tally tally;
    final int maxDeliveries;
    final Map<Long, SimMessage> messages;
    private final LongSupplier appended;
    private final Map<String, ModelQueue> queues = new LinkedHashMap<>();
    private final Map<Long, ModelConnection> connections = new LinkedHashMap<>();
    private long roundBegan;
    private final List<Place> placesOfRound = new ArrayList<>();
    private final ModelQueue dead;
    private final ModelQueue rejected;
    final ModelGroups groups;
    final ModelTurns turns;
    final ModelExclusive exclusive;
    final ModelRetries retries;
    final SimRoutes routes;
    final SimLives lives;
    final SimLeases leases;
    final ModelLimits limits;
    /** What waits for room; {@link ModelInputs} does what it says. */
    ModelStalls stalls;

    final ModelBounds bounds;
    final ModelReaders readers;
    final ModelKept kept;
    final ModelExpiring expiring;
    final ModelLastValues lastValues;
    final ModelSlow slow;
    /** The rules by which messages go on are the other ones. */
    boolean reloaded;

    /** This is not the first run of the broker. */
    private boolean restarted;

    private long orders;
    private Place place;
    /** Memory is so short that sends may be refused. */
    boolean scarce;
    /** All that the broker has asked for in this round has been read. */
    boolean settled;
    /** The disk takes nothing but what frees room. */
    boolean full;

    /** Temporary topics and whose they are. */
    final Map<String, ModelConnection> temporaryTopics = new LinkedHashMap<>();

    long now;
    long round;
    /** What the engine was told to be durable. */
    long durable;

    final ModelWindows windows = new ModelWindows();
    final ModelBranches branches = new ModelBranches(this);

    /** @param messages all that clients have made, by their numbers */
    Model(int maxDeliveries, LongSupplier appended, SimPolicies policies, Map<Long, SimMessage> messages, Tally tally) {
        this.messages = messages;
        this.groups = new ModelGroups(policies.groups, policies.exclusive.used(), tally);
        this.turns = new ModelTurns(policies.groups, tally);
        this.exclusive = new ModelExclusive(policies.exclusive, tally);
        this.retries = new ModelRetries(policies.retries, tally);
        this.routes = policies.routes;
        this.lives = policies.lives;
        this.leases = policies.leases;
        this.maxDeliveries = maxDeliveries;
        this.appended = appended;
        this.tally = tally;
        this.dead = queue(DEAD);
        this.rejected = queue(policies.rejects.queue());
        this.limits = new ModelLimits(this, policies.limits);
        this.lastValues = new ModelLastValues(this, policies.lastValues);
        this.bounds = new ModelBounds(this, policies.bounds);
        this.slow = new ModelSlow(this, policies.slow);
        this.kept = new ModelKept(this, policies.kept);
        this.readers = new ModelReaders(this, policies.readers);
        this.expiring = new ModelExpiring(this, policies.expired);
    }

    Collection<ModelQueue> queues() {
        return queues.values();
    }

    Collection<ModelConnection> connections() {
        return connections.values();
    }

    ModelConnection connection(long id) {
        return connections.get(id);
    }

    void add(ModelConnection connection) {
        connections.put(connection.id, connection);
    }

    /** A queue by its name; comes into being on first use. */
    ModelQueue queue(String name) {
        return queues.computeIfAbsent("queue:" + name, key -> new ModelQueue(name, null, null));
    }

    static boolean temporaryTopic(Destination destination) {
        return destination.kind() == Destination.Kind.TEMPORARY_TOPIC;
    }

    /** Whether there is a destination to send to. */
    boolean exists(Destination destination) {
        if (temporaryTopic(destination)) {
            return temporaryTopics.containsKey(destination.name());
        }
        return destination.isTopic() || queue(destination.name()).exists();
    }

    /** A subscription by kind, client identifier and name, whether it exists or not. */
    ModelQueue subscription(Kind kind, String clientId, String name) {
        String key = kind + ":" + clientId + ":" + name;
        return queues.computeIfAbsent(key, k -> new ModelQueue(k, kind, clientId));
    }

    /** Begins an input: what it makes durable lies from here on. */
    void begin(String what) {
        begin(what, appended.getAsLong());
    }

    /** The same, somewhere in this round. */
    void beginInRound(String what) {
        begin(what, roundBegan);
    }

    /** The same, somewhere since an earlier round. */
    void beginSince(String what, long from) {
        begin(what, from);
    }

    /** Where the records of this round begin. */
    long roundBegan() {
        return roundBegan;
    }

    private void begin(String what, long from) {
        place = new Place(from, what);
        placesOfRound.add(place);
    }

    /** A place for records that are appended from this round on, nobody knows how late. */
    Place openPlace(String what) {
        return new Place(roundBegan, what);
    }

    /** What is appended so far lies up to here. */
    long appended() {
        return appended.getAsLong();
    }

    /** Where the records of the current input lie. */
    Place place() {
        return place;
    }

    /** @param waitsFor up to where all is durable, if somebody waits for more; -1 if nobody does */
    void time(long millis, long waitsFor) {
        now = Math.max(now, millis);
        slow.time(waitsFor);
        expiring.look();
    }

    /** Whether what an earlier run of the broker took may be on the disk alone. */
    boolean restarted() {
        return restarted;
    }

    /** @param idle whether the broker has nothing left to do */
    void roundEnds(boolean idle) {
        stalls.roundIsOver();
        round++;
        boolean read = settled || !scarce && !restarted; // what is on the disk alone is read first
        lastValues.roundEnds(idle && read, roundBegan);
        long end = appended.getAsLong();
        roundBegan = end;
        placesOfRound.forEach(p -> p.endsAt(end));
        placesOfRound.clear();
        limits.check(idle);
        bounds.check(idle);
        slow.roundEnds(idle);
        stalls.roundEnds();
        kept.roundEnds(idle && (settled || !scarce));
        settled = false;
    }

    /** Whether a message that is visible surely goes to some consumer with credit. */
    boolean free(ModelEntry entry) {
        return groups.free(entry) && exclusive.free(entry) && retries.free(entry, now);
    }

    /** Subscriptions of a topic that there are, or may be. */
    List<ModelQueue> subscriptionsOf(String topic) {
        List<ModelQueue> found = new ArrayList<>();
        for (ModelQueue queue : queues.values()) {
            if (queue.subscription()
                    && (queue.uncertain
                            || (queue.exists()
                                    && SimPatterns.matches(queue.terms().topic(), topic)))) {
                found.add(queue);
            }
        }
        return found;
    }

    /** A message arrives at its queue or at the subscriptions of its topic. */
    List<ModelEntry> arrive(ModelSend send) {
        List<ModelEntry> arrived = arrivals(send);
        expiring.look();
        return arrived;
    }

    private List<ModelEntry> arrivals(ModelSend send) {
        Destination destination = send.destination();
        List<ModelEntry> arrived = new ArrayList<>();
        if (!destination.isTopic() && !queue(destination.name()).exists()) {
            return arrived;
        }
        if (!destination.isTopic()) {
            for (String name : send.places()) {
                ModelEntry entry = put(queue(name), send, place);
                arrived.add(send.noRoom() == null ? entry : entry.onlyIf(send.noRoom(), false));
                arrived.addAll(readers.arrived(entry));
            }
            if (send.noRoom() != null && limits.diverts()) {
                arrived.add(put(queue(SimLimits.DIVERTED), send, place).onlyIf(send.noRoom(), true));
            }
            tally.count(send.places().size() > 1, "model: a message in several queues by rules");
            tally.count(
                    routes.used() && !send.places().contains(destination.name()),
                    "model: a message elsewhere by rules");
            return arrived;
        }
        if (kept.keeps(send)) {
            ModelEntry entry = put(kept.queue(), send, place);
            kept.sent(entry);
            arrived.add(entry);
        }
        List<ModelQueue> present = subscriptionsOf(destination.name());
        for (ModelQueue subscription : queues.values()) {
            boolean before = send.subscriptions().contains(subscription);
            boolean here = present.contains(subscription);
            if (!before && !here || (!subscription.exists() && !subscription.uncertain)) {
                continue;
            }
            if (subscription.uncertain) {
                arrived.add(put(subscription, send, place).onlyIf(new Fate("routing"), true));
            } else if (subscription.terms().wants(send.message(), subscription.local(send.connection()))) {
                ModelEntry entry = put(subscription, send, place);
                arrived.add(entry);
                if (before != here) {
                    entry.onlyIf(new Fate("routing"), true);
                }
            }
        }
        for (String name : routes.places(reloaded, destination, send.message())) {
            tally.count("model: a message in a queue by a rule of a topic");
            arrived.add(put(queue(name), send, place));
        }
        return arrived;
    }

    private ModelEntry put(ModelQueue queue, ModelSend send, Place place) {
        ModelEntry entry = new ModelEntry(queue, send, place, ++orders);
        entry.available(round);
        ModelSchedules.arrived(queue, entry);
        lastValues.arrived(entry);
        queue.entries.add(entry);
        return entry;
    }

    /** Whether it is a queue for what nobody accepts. */
    static boolean dead(String queue) {
        return queue.equals(DEAD) || queue.equals(REJECTED) || queue.equals(EXPIRED);
    }

    /** An application has seen it and it was not accepted. */
    void attempted(ModelEntry entry) {
        if (entry.state == ModelEntry.State.GONE) {
            return;
        }
        entry.attempted(place);
        boolean mortal = !dead(entry.queue.name);
        if (mortal && entry.lowAttempts >= maxDeliveries) {
            moveToDead(entry, dead);
        } else if (mortal && entry.highAttempts >= maxDeliveries) {
            mayDie(entry, dead);
        } else {
            comesAgain(entry);
        }
    }

    /** The time of a delivery is over, as the broker says when it has dealt with it in this round. */
    void leaseOver(ModelEntry entry) {
        begin("lease over", roundBegan);
        groups.leaseOver(entry);
        if (entry.tag <= entry.holder.handedUpTo) {
            tally.count("lease over of a message that was handed over");
            attempted(entry);
        } else {
            tally.count("lease over of a message that waited");
            entry.suspect();
            back(entry);
        }
    }

    /** The same of one whose body a start has left on the disk: it cannot die before it is delivered once more. */
    void attemptedUnread(ModelEntry entry) {
        if (entry.state != ModelEntry.State.GONE) {
            entry.attempted(place);
            if (!dead(entry.queue.name) && entry.highAttempts >= maxDeliveries) {
                mayDie(entry, dead);
            } else {
                comesAgain(entry);
            }
        }
    }

    /** It goes back to its place. */
    void back(ModelEntry entry) {
        entry.available(round);
        expiring.look();
    }

    private void comesAgain(ModelEntry entry) {
        long asked = entry.asked;
        back(entry);
        retries.begins(entry, asked, now, place);
    }

    /** An application never wants to see it again. */
    void rejected(ModelEntry entry) {
        if (full && !dead(entry.queue.name)) {
            entry.attempted(place); // it may stay where it is
        }
        moveToDead(entry, rejected);
    }

    private void mayDie(ModelEntry entry, ModelQueue to) {
        Fate died = new Fate(entry + " had its last attempt");
        deadLetter(entry, place.part(), to).onlyIf(died, true);
        comesAgain(entry);
        entry.onlyIf(died, false);
    }

    /** It leaves its queue for that of the dead letters, at once. */
    private void moveToDead(ModelEntry entry, ModelQueue to) {
        if (dead(entry.queue.name)) {
            attempted(entry);
            return;
        }
        if (full) {
            mayDie(entry, to); // or stays where it is, until there is room
            return;
        }
        tally.count("model: dead letter");
        tally.count(to != dead, "model: rejected to a queue of its own");
        Place move = place.part();
        deadLetter(entry, move, to);
        entry.gone(move, "dead");
    }

    ModelEntry deadLetter(ModelEntry entry, Place move, ModelQueue to) {
        ModelSend send = new ModelSend(
                entry.message,
                "dead " + entry.order,
                Destination.queue(to.name),
                0,
                0,
                0,
                0,
                true,
                null,
                List.of(),
                List.of(to.name),
                null,
                false);
        return put(to, send, move);
    }

    /** All that a consumer holds above a tag goes back. */
    void returnAbove(ModelConsumer consumer, long tag, boolean clean) {
        List<ModelEntry> held = new ArrayList<>();
        for (ModelQueue queue : queues.values()) {
            for (ModelEntry entry : queue.entries) {
                if (entry.state == ModelEntry.State.OUT && entry.holder == consumer && entry.tag > tag) {
                    held.add(entry);
                }
            }
        }
        for (ModelEntry entry : held) {
            if (entry.tag <= consumer.handedUpTo) {
                attempted(entry);
            } else {
                if (!clean) {
                    entry.suspect();
                }
                back(entry);
            }
        }
    }

    /** A consumer takes no further part; the last one ends a non-durable subscription. */
    void detach(ModelConsumer consumer) {
        consumer.closed = true;
        consumer.messages = 0;
        consumer.drain = 0;
        ModelQueue queue = consumer.queue;
        queue.consumers.remove(consumer);
        if (queue.subscription() && !queue.durable() && queue.consumers.isEmpty() && queue.exists()) {
            queue.delete(place, "its subscription ended");
        }
    }

    /** All transactions that have not ended, those of branches too. */
    Stream<ModelSession.ModelTransaction> openTransactions() {
        Stream<ModelSession.ModelTransaction> ofSessions = connections.values().stream()
                .flatMap(connection -> connection.sessions.values().stream())
                .map(session -> session.transaction)
                .filter(Objects::nonNull);
        return Stream.concat(ofSessions, branches.work()).distinct();
    }

    /** A session's transaction goes back on everything. */
    void rollBack(ModelSession session) {
        ModelSession.ModelTransaction transaction = session.transaction;
        session.transaction = null;
        if (transaction != null) {
            transaction.acknowledged.forEach(this::attempted);
        }
    }

    void closeSession(ModelSession session, boolean clean) {
        stalls.ended(session);
        branches.ended(session);
        rollBack(session);
        for (ModelConsumer consumer : List.copyOf(session.consumers)) {
            returnAbove(consumer, 0, clean);
            if (!consumer.closed) {
                detach(consumer);
            }
            session.connection.consumers.remove(consumer.number);
        }
        session.connection.producers.values().removeIf(p -> p.session() == session);
        session.connection.sessions.remove(session.number);
    }

    /** A connection is gone, with or without goodbye. */
    void end(ModelConnection connection, boolean clean) {
        for (ModelSession session : List.copyOf(connection.sessions.values())) {
            closeSession(session, clean);
        }
        for (ModelQueue queue : queues.values()) {
            if (queue.temporary() && queue.owner == connection) {
                queue.delete(place, "its connection ended");
            }
        }
        temporaryTopics.values().removeIf(owner -> owner == connection);
        branches.ended(connection);
        connection.branches.clear();
        connection.closed = true;
        connection.clientId = null;
        connection.expected.clear();
    }

    /**
     * The broker starts again: with what was appended up to there, or with everything after a clean stop.
     *
     * @param inDoubt the branches that it finds
     */
    void restart(long lastPosition, boolean clean, List<BranchId> inDoubt) {
        restarted |= round > 0;
        roundBegan = lastPosition;
        stalls.restart();
        roundEnds(false);
        connections.values().forEach(c -> c.closed = true);
        connections.clear();
        temporaryTopics.clear();
        queues.values().forEach(queue -> queue.restart(lastPosition, clean, round));
        expiring.restart(lastPosition);
        windows.restart(lastPosition);
        branches.restart(lastPosition, inDoubt);
        lastValues.restart();
        kept.restart();
        slow.restart();
        durable = lastPosition;
    }
}
