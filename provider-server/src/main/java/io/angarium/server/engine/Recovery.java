package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.selector.Selector;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Space space;
    private static final @Nullable MessageQueue[] NO_QUEUE = {null};

    private final Map<MessageQueue, @Nullable MessageQueue[]> single = new HashMap<>();
    private final RecoveredMessages messages = new RecoveredMessages();
    private final Map<Long, Open> open = new HashMap<>();
    private @Nullable UUID broker;
    private long recovered;
    private final long bodyLimit;
    private long bodies;
    private long lastSeen = -1;

    /** A send that counts when its transaction commits. */
    private record Sent(Effect.Origin origin, long acceptedAt) {}

    /** What an open transaction has done so far. */
    private static final class Open {
        private final List<Sent> sends = new ArrayList<>();
        private final List<RecoveredMessage> stored = new ArrayList<>();
        private final List<Effect.MessagesRemoved> removed = new ArrayList<>();
    }

    Recovery(
            Registry registry,
            Subscriptions subscriptions,
            Inventory inventory,
            Transactions transactions,
            SendWindows windows,
            BrokerClock clock,
            Space space,
            long bodyLimit) {
        this.bodyLimit = bodyLimit;
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.inventory = inventory;
        this.transactions = transactions;
        this.windows = windows;
        this.clock = clock;
        this.space = space;
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
            store(stored, position);
        } else if (effect instanceof Effect.MessageKept kept) {
            keep(kept);
        } else if (effect instanceof Effect.MessagesRemoved removed) {
            if (removed.transaction() == 0) {
                remove(removed);
            } else {
                open(removed.transaction()).removed.add(removed);
            }
        } else if (effect instanceof Effect.TransactionCommitted committed) {
            commit(committed, position);
        } else if (effect instanceof Effect.TransactionRolledBack rolledBack) {
            rollBack(rolledBack.transaction());
        } else if (effect instanceof Effect.AttemptsCounted counted) {
            count(counted);
        } else {
            applyRare(effect);
        }
    }

    /** A record is somewhere else from now on. */
    void moved(long id, long position) {
        RecoveredMessage message = messages.find(id);
        if (message != null) {
            message.place = position;
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
        } else if (effect instanceof Effect.SendWindowKept kept) {
            windows.kept(kept);
        } else if (effect instanceof Effect.SendWindowsForgotten forgotten) {
            windows.forgotten(forgotten.upTo());
        } else if (effect instanceof Effect.NumbersUsed used) {
            registry.used(used.destination());
            transactions.used(used.transaction());
            clock.advance(used.time());
        }
    }

    private Open open(long transaction) {
        transactions.used(transaction);
        return open.computeIfAbsent(transaction, id -> new Open());
    }

    private void store(Effect.MessageStored effect, long position) {
        int[] ids = effect.queues();
        RecoveredMessage message = new RecoveredMessage(
                position,
                effect.acceptedAt(),
                effect.expiration(),
                effect.deliveryTime(),
                effect.message().size(),
                effect.message().priority(),
                queues(ids),
                null);
        if (bodies < bodyLimit) {
            message.message = effect.message();
            bodies += effect.message().size();
        }
        if (effect.transaction() == 0) {
            windows.recovered(effect.origin(), effect.acceptedAt());
        } else {
            open(effect.transaction()).sends.add(new Sent(effect.origin(), effect.acceptedAt()));
        }
        enter(message, effect.transaction(), position);
    }

    private void keep(Effect.MessageKept kept) {
        RecoveredMessage message = new RecoveredMessage(
                kept.id(),
                kept.acceptedAt(),
                kept.expiration(),
                kept.deliveryTime(),
                kept.size(),
                kept.priority(),
                queues(kept.queues()),
                kept.attempts().length == 1 && kept.attempts()[0] == 0 ? null : kept.attempts());
        message.place = kept.place();
        enter(message, kept.transaction(), kept.countedAt());
    }

    private void enter(RecoveredMessage message, long transaction, long countedAt) {
        messages.add(message);
        if (transaction == 0) {
            message.countedAt = countedAt;
        } else {
            open(transaction).stored.add(message);
        }
    }

    private @Nullable MessageQueue[] queues(int[] ids) {
        if (ids.length == 1) {
            MessageQueue queue = registry.queueById(ids[0]);
            return queue == null
                    ? NO_QUEUE
                    : single.computeIfAbsent(queue, only -> new @Nullable MessageQueue[] {only});
        }
        @Nullable MessageQueue[] queues = new MessageQueue[ids.length];
        for (int i = 0; i < ids.length; i++) {
            queues[i] = registry.queueById(ids[i]);
        }
        return queues;
    }

    private void remove(Effect.MessagesRemoved removed) {
        MessageQueue queue = registry.queueById(removed.queue());
        if (queue == null) {
            return;
        }
        for (long id : removed.ids()) {
            RecoveredMessage message = messages.find(id);
            if (message != null && !message.gone()) {
                message.leave(queue);
                if (message.gone()) {
                    messages.noteGone();
                }
            }
        }
    }

    private void commit(Effect.TransactionCommitted committed, long position) {
        transactions.used(committed.transaction());
        windows.committed(committed.origin(), clock.now());
        Open ended = open.remove(committed.transaction());
        if (ended != null) {
            ended.sends.forEach(send -> windows.recovered(send.origin, send.acceptedAt));
            ended.stored.forEach(message -> message.countedAt = position);
            ended.removed.forEach(this::remove);
        }
    }

    private void rollBack(long transaction) {
        transactions.used(transaction);
        Open ended = open.remove(transaction);
        if (ended != null) {
            ended.stored.forEach(this::drop);
        }
    }

    private void drop(RecoveredMessage message) {
        message.drop();
        messages.noteGone();
    }

    private void count(Effect.AttemptsCounted counted) {
        MessageQueue queue = registry.queueById(counted.queue());
        if (queue == null) {
            return;
        }
        for (int i = 0; i < counted.ids().length; i++) {
            RecoveredMessage message = messages.find(counted.ids()[i]);
            if (message != null) {
                message.count(queue, counted.attempts()[i]);
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
        open.values().forEach(transaction -> transaction.stored.forEach(RecoveredMessage::drop));
        open.clear();
        messages.byPlace(this::admit);
        messages.drainByOrder(this::arrive);
    }

    private void admit(RecoveredMessage message) {
        StoredMessage stored = null;
        for (int i = 0; i < message.places(); i++) {
            MessageQueue queue = message.queue(i);
            if (queue != null) {
                if (stored == null) {
                    requireSegment(message);
                    stored = stored(message);
                    inventory.admit(stored);
                }
                MessageRef ref = inventory.admit(stored, queue);
                ref.knownAttempts(message.attempts(i));
            }
        }
        message.stored = stored;
    }

    private StoredMessage stored(RecoveredMessage message) {
        EncodedMessage body = message.message;
        StoredMessage stored = body == null
                ? new StoredMessage(
                        message.id,
                        message.size,
                        message.priority,
                        message.acceptedAt,
                        message.expiration,
                        message.deliveryTime)
                : new StoredMessage(message.id, body, message.acceptedAt, message.expiration, message.deliveryTime);
        stored.place(message.place);
        stored.countedAt(message.countedAt);
        return stored;
    }

    /** Each segment that something lives in must be there: its first record is read. */
    private void requireSegment(RecoveredMessage message) {
        long segment = message.place / space.segmentBytes();
        if (segment != lastSeen) {
            lastSeen = segment;
            space.read(message.place, (type, position, payload) -> StoredRecords.message(type, payload));
        }
    }

    private void arrive(RecoveredMessage message) {
        StoredMessage stored = message.stored;
        MessageRef ref = stored == null ? null : stored.first();
        while (ref != null) {
            MessageRef next = ref.sibling;
            if (ref.id() < ref.queue().horizon().value()) {
                ref.suspect(true);
            }
            inventory.arrive(ref);
            recovered++;
            ref = next;
        }
    }
}
