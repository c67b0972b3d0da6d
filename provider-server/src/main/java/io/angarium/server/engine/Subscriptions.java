package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.selector.Selector;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The named subscriptions and the rules of joining, replacing and deleting them (Jakarta Messaging 3.1 sections 8.3.2 to 8.3.5).
 * Owner: the engine's holder.
 */
final class Subscriptions implements DurableState {
    private final Registry registry;
    private final Ledger ledger;
    private final QueueRemover remover;
    private final Keeps keeps;
    private final Map<Key, MessageQueue> durable = new LinkedHashMap<>();
    private final Map<Key, MessageQueue> shared = new LinkedHashMap<>();

    private record Key(@Nullable String clientId, String name) {}

    Subscriptions(Registry registry, Ledger ledger, QueueRemover remover, Keeps keeps) {
        this.keeps = keeps;
        this.registry = registry;
        this.ledger = ledger;
        this.remover = remover;
    }

    @Override
    public void describe(Consumer<Effect> to) {
        for (MessageQueue queue : durable.values()) {
            to.accept(created(queue.id(), Objects.requireNonNull(queue.subscription())));
        }
    }

    private static Effect created(int id, Subscription subscription) {
        return new Effect.SubscriptionCreated(
                id,
                subscription.topic(),
                Objects.requireNonNull(subscription.name()),
                subscription.clientId(),
                subscription.shared(),
                subscription.selectorText(),
                subscription.noLocal());
    }

    Collection<MessageQueue> durable() {
        return durable.values();
    }

    /** What topics keep. */
    Keeps keeps() {
        return keeps;
    }

    /**
     * The queue to attach a new topic consumer to.
     *
     * @param kept what it wants of what the topic keeps, if that makes a new subscription; null for what the policy says
     */
    MessageQueue attach(Topic topic, Subscription wanted, ConsumerFrame.Kind kind, KeepPolicy.@Nullable Give kept) {
        return switch (kind) {
            case TOPIC -> create(topic, wanted, null, kept);
            case SHARED -> join(shared, topic, wanted, kept);
            case DURABLE, SHARED_DURABLE -> join(durable, topic, wanted, kept);
            case QUEUE, BROWSER -> throw new IllegalArgumentException(kind + " has no subscription");
        };
    }

    /** What a new consumer has of a queue that its consumers only read. */
    MessageQueue reader(MessageQueue queue, ConnectionState connection, @Nullable Selector selector) {
        Subscription subscription = new Subscription(
                queue.destination().name(),
                null,
                connection.clientId(),
                false,
                false,
                selector,
                false,
                connection.id());
        MessageQueue own = registry.addReader(queue, subscription);
        keeps.read(queue, own);
        return own;
    }

    private MessageQueue join(
            Map<Key, MessageQueue> all, Topic topic, Subscription wanted, KeepPolicy.@Nullable Give kept) {
        Key key = new Key(wanted.clientId(), Objects.requireNonNull(wanted.name()));
        MessageQueue existing = all.get(key);
        if (existing != null) {
            Subscription has = Objects.requireNonNull(existing.subscription());
            if (has.shared() != wanted.shared()) {
                throw new Refusal(
                        ErrorCode.EXISTS,
                        "subscription '" + has.label() + "' exists and is " + (has.shared() ? "shared" : "not shared"));
            }
            boolean active = !existing.consumers().isEmpty();
            if (active && !wanted.shared()) {
                throw new Refusal(ErrorCode.IN_USE, "subscription '" + has.label() + "' has an active consumer");
            }
            if (has.sameAs(wanted)) {
                return existing;
            }
            if (active) {
                throw new Refusal(
                        ErrorCode.IN_USE,
                        "subscription '" + has.label() + "' has active consumers and another topic or selector");
            }
        }
        MessageQueue queue = create(topic, wanted, existing, kept);
        if (existing != null) {
            remover.remove(existing);
        }
        all.put(key, queue);
        return queue;
    }

    /** Makes a new one, and in the same breath ends the one that it replaces. */
    private MessageQueue create(
            Topic topic, Subscription wanted, @Nullable MessageQueue replaced, KeepPolicy.@Nullable Give kept) {
        Registry.checkRoom(topic);
        Follower.Start start = keeps.start(topic, wanted, kept);
        int id = registry.nextId();
        if (wanted.durable()) {
            ledger.begin();
            if (replaced != null) {
                ledger.add(new Effect.SubscriptionDeleted(replaced.id()));
            }
            ledger.add(created(id, wanted));
            if (start != null) {
                ledger.add(start.of(id));
            }
            ledger.append();
        }
        MessageQueue queue = registry.addSubscription(id, topic, wanted);
        if (start != null) {
            keeps.follow(queue, start);
        }
        return queue;
    }

    /** A durable subscription that the journal knows. */
    void recovered(int id, Topic topic, Subscription subscription) {
        MessageQueue queue = registry.addSubscription(id, topic, subscription);
        durable.put(new Key(subscription.clientId(), Objects.requireNonNull(subscription.name())), queue);
    }

    /** The last consumer of a subscription went: a non-durable one ends. */
    void detached(MessageQueue queue) {
        Subscription subscription = queue.subscription();
        if (subscription != null && !subscription.durable() && queue.consumers().isEmpty() && !queue.deleted()) {
            shared.values().remove(queue);
            remover.remove(queue);
        }
    }

    /**
     * Deletes a durable subscription.
     *
     * @throws Refusal if there is none of that name, or it is in use
     */
    void unsubscribe(@Nullable String clientId, String name) {
        MessageQueue queue = durable.get(new Key(clientId, name));
        if (queue == null) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "no durable subscription '" + name + "'"
                            + (clientId == null ? "" : " of client '" + clientId + "'"));
        }
        if (!queue.consumers().isEmpty()) {
            throw new Refusal(ErrorCode.IN_USE, "subscription '" + name + "' has an active consumer");
        }
        if (queue.counters().inFlight() > 0) {
            throw new Refusal(ErrorCode.IN_USE, "subscription '" + name + "' has unacknowledged deliveries");
        }
        delete(queue);
    }

    /** Deletes a subscription without active consumers. */
    void delete(MessageQueue queue) {
        Subscription subscription = Objects.requireNonNull(queue.subscription());
        if (subscription.durable()) {
            ledger.writeFreeing(new Effect.SubscriptionDeleted(queue.id()));
        }
        durable.values().remove(queue);
        shared.values().remove(queue);
        remover.remove(queue);
    }

    /** Recovery: it was deleted. */
    void forget(MessageQueue queue) {
        durable.values().remove(queue);
        registry.forget(queue);
    }
}
