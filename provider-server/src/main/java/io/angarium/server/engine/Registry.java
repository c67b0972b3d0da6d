package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All destinations by name and all queues by id; creates and deletes them. Owner: the engine's holder. */
final class Registry implements DurableState {
    /** What the count of queues in a {@link Effect.MessageStored} record can say. */
    static final int MOST_IN_A_RECORD = 0xFFFF;

    private final Ledger ledger;
    private Policies policies;
    private Set<String> deadLetterQueues;
    private boolean createOnUse;
    private final int front;
    private final Map<String, MessageQueue> queues = new TreeMap<>();
    private final Map<String, Topic> topics = new TreeMap<>();
    private final Set<Topic> wild = new LinkedHashSet<>(); // those whose names are patterns
    private final Map<Integer, MessageQueue> queuesById = new HashMap<>();
    private final Totals totals = new Totals();
    private int lastId;

    /** @param front how many messages of a queue are in memory in any case */
    Registry(Ledger ledger, Policies policies, boolean createOnUse, int front) {
        this.front = front;
        this.ledger = ledger;
        this.policies = policies;
        this.deadLetterQueues = policies.deadLetterQueues();
        this.createOnUse = createOnUse;
    }

    @Override
    public void describe(Consumer<Effect> to) {
        for (Topic topic : topics.values()) {
            if (!topic.destination().isTemporary()) {
                to.accept(new Effect.DestinationCreated(topic.id(), topic.destination()));
            }
        }
        for (MessageQueue queue : queues.values()) {
            if (!queue.destination().isTemporary()) {
                to.accept(new Effect.DestinationCreated(queue.id(), queue.destination()));
                if (queue.paused()) {
                    to.accept(new Effect.QueuePaused(queue.id(), true));
                }
            }
        }
    }

    /** Recovery has seen this id. */
    void used(int id) {
        lastId = Math.max(lastId, id);
    }

    Collection<MessageQueue> queues() {
        return queues.values();
    }

    Collection<Topic> topics() {
        return topics.values();
    }

    @Nullable
    MessageQueue queue(String name) {
        return queues.get(name);
    }

    @Nullable
    Topic topic(String name) {
        return topics.get(name);
    }

    @Nullable
    MessageQueue queueById(int id) {
        return queuesById.get(id);
    }

    /** Every queue and every subscription's queue. */
    Collection<MessageQueue> all() {
        return queuesById.values();
    }

    boolean isDeadLetterQueue(MessageQueue queue) {
        return queue.subscription() == null
                && deadLetterQueues.contains(queue.destination().name());
    }

    /** A queue for messages that cannot be delivered. */
    MessageQueue deadLetterQueue(String name) {
        MessageQueue queue = queues.get(name);
        return queue != null ? queue : createQueue(Destination.queue(name));
    }

    /** What applies to the messages of a destination, and why. */
    Policies.Applied applied(Destination destination) {
        return policies.to(destination.isTopic(), destination.name());
    }

    /** Other policies apply from now on; what waits already waits as it was told. */
    void reconfigure(Policies others, boolean createDestinations) {
        policies = others;
        deadLetterQueues = others.deadLetterQueues();
        createOnUse = createDestinations;
        queues.values().forEach(queue -> {
            queue.policy(policy(queue.destination()));
            queue.routes(routes(queue.destination()));
        });
        topics.values().forEach(topic -> {
            topic.policy(policy(topic.destination()));
            topic.routes(routes(topic.destination()));
        });
    }

    private DestinationPolicy policy(Destination destination) {
        return policies.rules().isEmpty()
                ? policies.standard()
                : applied(destination).policy();
    }

    private List<Route> routes(Destination destination) {
        return destination.isTemporary()
                ? List.of()
                : policies.routes().from(destination.isTopic(), destination.name());
    }

    /** What a rule leads to, made if it is not there. */
    Target place(Route.Place place) {
        if (!place.topic()) {
            return ownQueue(place.name());
        }
        Topic topic = topics.get(place.name());
        return topic != null ? topic : createTopic(Destination.topic(place.name()));
    }

    /** Bounds of all destinations together. */
    LimitPolicy bounds() {
        return policies.all();
    }

    /** What is in all destinations together. */
    Totals totals() {
        return totals;
    }

    /** A queue that the configuration names, made if it is not there. */
    MessageQueue ownQueue(String name) {
        return deadLetterQueue(name);
    }

    /** Where what cannot be read is accounted for. */
    MessageQueue quarantine() {
        MessageQueue queue = queues.get(Quarantine.QUEUE);
        return queue != null ? queue : createQueue(Destination.queue(Quarantine.QUEUE));
    }

    /**
     * What a client names, created on first use if that is allowed.
     *
     * @throws Refusal if it does not exist, or is of the other lifetime (temporary or not) than the client says
     */
    Target resolve(Destination destination) {
        Target target = known(destination);
        if (target != null) {
            return target;
        }
        if (destination.isTemporary()) {
            throw new Refusal(ErrorCode.INVALID_DESTINATION, describe(destination) + " does not exist (any more)");
        }
        if (!createOnUse && !isOwn(destination.name())) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    describe(destination)
                            + " does not exist, and the broker is configured not to create it on first use");
        }
        return create(destination);
    }

    /**
     * What a client names that only wants it if it is there.
     *
     * @throws Refusal as {@link #resolve}
     */
    Target find(Destination destination) {
        Target target = known(destination);
        if (target == null) {
            throw new Refusal(ErrorCode.INVALID_DESTINATION, describe(destination) + " does not exist");
        }
        return target;
    }

    private @Nullable Target known(Destination destination) {
        Target target = destination.isTopic() ? topics.get(destination.name()) : queues.get(destination.name());
        if (target != null && target.destination().kind() != destination.kind()) {
            throw new Refusal(ErrorCode.INVALID_DESTINATION, describe(destination) + " does not exist");
        }
        return target;
    }

    /** Creates a destination that is known not to exist. */
    Target create(Destination destination) {
        checkName(destination.name());
        if (destination.isTopic() && NamePattern.wild(destination.name())) {
            checkPattern(destination);
        }
        ConsumerOptions.checkNone(destination.name());
        Temporaries.checkNoneWas(destination);
        if (destination.isTemporary() && isOwn(destination.name())) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    describe(destination) + " would stand in for a queue of the broker's");
        }
        return destination.isTopic() ? createTopic(destination) : createQueue(destination);
    }

    private static void checkPattern(Destination destination) {
        try {
            NamePattern.of(destination.name());
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    describe(destination) + " is no pattern of topics either: " + e.getMessage());
        }
    }

    /** Whether the broker itself makes a queue of this name. */
    private boolean isOwn(String name) {
        return deadLetterQueues.contains(name) || name.equals(Quarantine.QUEUE);
    }

    private MessageQueue createQueue(Destination destination) {
        int id = lastId + 1;
        if (!destination.isTemporary()) {
            ledger.write(new Effect.DestinationCreated(id, destination));
        }
        return addQueue(id, destination);
    }

    private Topic createTopic(Destination destination) {
        int id = lastId + 1;
        if (!destination.isTemporary()) {
            ledger.write(new Effect.DestinationCreated(id, destination));
        }
        return addTopic(id, destination);
    }

    MessageQueue addQueue(int id, Destination destination) {
        MessageQueue queue =
                new MessageQueue(id, destination, null, new MessageOrder(front), policy(destination), totals);
        lastId = Math.max(lastId, id);
        queue.routes(routes(destination));
        queues.put(destination.name(), queue);
        queuesById.put(id, queue);
        return queue;
    }

    Topic addTopic(int id, Destination destination) {
        Topic topic = new Topic(id, destination, policy(destination));
        topic.routes(routes(destination));
        for (Topic other : wild) {
            if (other.matches(topic)) {
                topic.patterns().add(other);
            }
        }
        if (topic.isPattern()) {
            for (Topic other : topics.values()) {
                if (topic.matches(other)) {
                    other.patterns().add(topic);
                }
            }
            wild.add(topic);
        }
        lastId = Math.max(lastId, id);
        topics.put(destination.name(), topic);
        return topic;
    }

    /**
     * Checks that a topic can have one more subscription.
     *
     * @throws Refusal if it has as many as a record of the journal can name
     */
    static void checkRoom(Topic topic) {
        if (topic.subscriptions().size() >= MOST_IN_A_RECORD) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT,
                    describe(topic.destination()) + " has " + MOST_IN_A_RECORD + " subscriptions already");
        }
    }

    /** A queue behind a new subscription of a topic. */
    MessageQueue addSubscription(int id, Topic topic, Subscription subscription) {
        MessageQueue queue = new MessageQueue(
                id, topic.destination(), subscription, new MessageOrder(front), topic.policy(), totals);
        lastId = Math.max(lastId, id);
        topic.subscriptions().add(queue);
        queuesById.put(queue.id(), queue);
        return queue;
    }

    /** What a consumer has ready of a queue that it only reads. */
    MessageQueue addReader(MessageQueue queue, Subscription subscription) {
        MessageQueue own = new MessageQueue(
                nextId(),
                queue.destination(),
                subscription,
                new MessageOrder(front),
                queue.policy().ofReader(),
                new Totals()); // its messages count where they are read from
        lastId = own.id();
        queuesById.put(own.id(), own);
        return own;
    }

    /** The queue behind what a topic keeps. */
    MessageQueue addKeep(int id, Topic topic) {
        MessageQueue queue = new MessageQueue(
                id,
                topic.destination(),
                Keep.subscription(topic),
                new MessageOrder(front),
                topic.policy().ofKept(),
                totals);
        lastId = Math.max(lastId, id);
        queuesById.put(id, queue);
        return queue;
    }

    int nextId() {
        return lastId + 1;
    }

    /** Takes a queue, or the queue of a subscription, off the books; its messages are the caller's business. */
    void forget(MessageQueue queue) {
        queue.delete();
        queuesById.remove(queue.id());
        Subscription subscription = queue.subscription();
        if (subscription == null) {
            queues.remove(queue.destination().name(), queue);
            return;
        }
        Keep keep = queue.keep();
        if (keep != null) {
            keep.end();
            return;
        }
        Follower follower = queue.follower();
        if (follower != null) {
            follower.end();
        }
        Topic topic = topics.get(subscription.topic());
        if (topic != null) {
            topic.subscriptions().remove(queue);
        }
    }

    void forget(Topic topic) {
        topic.delete();
        if (wild.remove(topic)) {
            topics.values().forEach(other -> other.patterns().remove(topic));
        }
        topics.remove(topic.destination().name(), topic);
    }

    @Nullable
    Topic topicById(int id) {
        for (Topic topic : topics.values()) {
            if (topic.id() == id) {
                return topic;
            }
        }
        return null;
    }

    static void checkName(String name) {
        if (name.isBlank() || name.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    "a destination name has 1 to " + Limits.MAX_NAME_BYTES + " bytes and is not blank");
        }
    }

    static String describe(Destination destination) {
        String kind = destination.isTopic() ? "topic" : "queue";
        return (destination.isTemporary() ? "temporary " : "") + kind + " '" + destination.name() + "'";
    }
}
