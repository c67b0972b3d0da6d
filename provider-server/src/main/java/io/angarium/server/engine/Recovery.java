package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.selector.Selector;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Applies the journal's effects to an empty engine. Used before the first input only, then dropped. */
final class Recovery {
    private final Registry registry;
    private final Subscriptions subscriptions;
    private final Inventory inventory;
    private final Transactions transactions;
    private final SendWindows windows;
    private final BrokerClock clock;
    private final Map<MessageQueue, Map<Long, MessageRef>> messages = new LinkedHashMap<>();
    private final Map<Long, Open> open = new HashMap<>();
    private @Nullable UUID broker;
    private long recovered;

    /** What an open transaction has done so far. */
    private static final class Open {
        private final Map<Long, Effect.MessageStored> stored = new LinkedHashMap<>();
        private final List<Effect.MessagesRemoved> removed = new ArrayList<>();
    }

    Recovery(
            Registry registry,
            Subscriptions subscriptions,
            Inventory inventory,
            Transactions transactions,
            SendWindows windows,
            BrokerClock clock) {
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.inventory = inventory;
        this.transactions = transactions;
        this.windows = windows;
        this.clock = clock;
    }

    /** The identity of the data, or null if they have none yet. */
    @Nullable
    UUID broker() {
        return broker;
    }

    /** How many messages there are. */
    long recovered() {
        return recovered;
    }

    void apply(Effect effect, long position) {
        if (effect instanceof Effect.MessageStored stored) {
            clock.advance(stored.acceptedAt());
            if (stored.transaction() == 0) {
                store(stored, position);
            } else {
                open(stored.transaction()).stored.put(position, stored);
            }
        } else if (effect instanceof Effect.MessagesRemoved removed) {
            if (removed.transaction() == 0) {
                remove(removed);
            } else {
                open(removed.transaction()).removed.add(removed);
            }
        } else if (effect instanceof Effect.TransactionCommitted committed) {
            commit(committed);
        } else if (effect instanceof Effect.TransactionRolledBack rolledBack) {
            transactions.used(rolledBack.transaction());
            open.remove(rolledBack.transaction());
        } else if (effect instanceof Effect.AttemptsCounted counted) {
            count(counted);
        } else {
            applyRare(effect);
        }
    }

    private void applyRare(Effect effect) {
        if (effect instanceof Effect.DestinationCreated created) {
            Destination destination = created.destination();
            if (destination.isTopic()) {
                registry.addTopic(created.id(), destination);
            } else {
                registry.addQueue(created.id(), destination);
            }
        } else if (effect instanceof Effect.DestinationDeleted deleted) {
            delete(deleted.id());
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            subscribe(created);
        } else if (effect instanceof Effect.SubscriptionDeleted deleted) {
            delete(deleted.id());
        } else if (effect instanceof Effect.DispatchHorizon horizon) {
            MessageQueue queue = registry.queueById(horizon.queue());
            if (queue != null) {
                queue.horizon().recovered(horizon.below());
            }
        } else if (effect instanceof Effect.CleanStop stop) {
            clock.advance(stop.time());
            registry.all().forEach(queue -> queue.horizon().recovered(0));
        } else if (effect instanceof Effect.BrokerCreated created) {
            broker = created.broker();
        }
    }

    private Open open(long transaction) {
        transactions.used(transaction);
        return open.computeIfAbsent(transaction, id -> new Open());
    }

    private void store(Effect.MessageStored effect, long position) {
        windows.recovered(effect.origin(), effect.acceptedAt());
        StoredMessage stored = new StoredMessage(
                position, effect.message(), effect.acceptedAt(), effect.expiration(), effect.deliveryTime());
        for (int id : effect.queues()) {
            MessageQueue queue = registry.queueById(id);
            if (queue != null) {
                MessageRef ref = inventory.admit(stored, queue);
                messages.computeIfAbsent(queue, q -> new LinkedHashMap<>()).put(position, ref);
            }
        }
    }

    private void remove(Effect.MessagesRemoved removed) {
        MessageQueue queue = registry.queueById(removed.queue());
        Map<Long, MessageRef> refs = queue == null ? null : messages.get(queue);
        if (refs != null) {
            for (long id : removed.ids()) {
                MessageRef ref = refs.remove(id);
                if (ref != null) {
                    inventory.gone(ref, removed.reason());
                }
            }
        }
    }

    private void commit(Effect.TransactionCommitted committed) {
        transactions.used(committed.transaction());
        windows.committed(committed.origin(), clock.now());
        Open ended = open.remove(committed.transaction());
        if (ended != null) {
            ended.stored.forEach((position, stored) -> store(stored, position));
            ended.removed.forEach(this::remove);
        }
    }

    private void count(Effect.AttemptsCounted counted) {
        MessageQueue queue = registry.queueById(counted.queue());
        Map<Long, MessageRef> refs = queue == null ? null : messages.get(queue);
        if (refs != null) {
            for (int i = 0; i < counted.ids().length; i++) {
                MessageRef ref = refs.get(counted.ids()[i]);
                if (ref != null) {
                    int attempts = counted.attempts()[i];
                    ref.suspect(attempts < 0);
                    ref.attempts(attempts < 0 ? ~attempts : attempts);
                }
            }
        }
    }

    private void delete(int id) {
        MessageQueue queue = registry.queueById(id);
        if (queue == null) {
            Topic topic = registry.topicById(id);
            if (topic != null) {
                registry.forget(topic);
            }
            return;
        }
        Map<Long, MessageRef> refs = messages.remove(queue);
        if (refs != null) {
            refs.values().forEach(ref -> inventory.gone(ref, Effect.Reason.PURGED));
        }
        subscriptions.forget(queue);
    }

    private void subscribe(Effect.SubscriptionCreated created) {
        Topic topic = registry.topic(created.topic());
        if (topic == null) {
            throw new IllegalStateException("the journal has a subscription '" + created.name()
                    + "' of an unknown topic '" + created.topic() + "'");
        }
        Selector selector = created.selector() == null ? null : Selector.parse(created.selector());
        Subscription subscription = new Subscription(
                created.topic(),
                created.name(),
                created.clientId(),
                true,
                created.shared(),
                selector,
                created.noLocal(),
                0);
        subscriptions.recovered(created.id(), topic, subscription);
    }

    /** The journal has been read: what is there becomes available; what may have been seen is marked. */
    void finish() {
        messages.forEach((queue, refs) -> {
            for (MessageRef ref : refs.values()) {
                if (ref.id() < queue.horizon().value()) {
                    ref.suspect(true);
                }
                inventory.arrive(ref);
                recovered++;
            }
        });
        messages.clear();
        open.clear();
    }
}
