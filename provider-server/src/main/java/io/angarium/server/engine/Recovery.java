package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Applies the journal's effects to an empty engine. Used before the first input only, then dropped. */
final class Recovery {
    private static final @Nullable MessageQueue[] NO_QUEUE = {null};

    private final Registry registry;
    private final Subscriptions subscriptions;
    private final DestinationRecovery destinations;
    private final Inventory inventory;
    private final BranchRecovery branches;
    private final KeyRecovery known;
    private final BrokerClock clock;
    private final RecoveredRuns runs;
    private final Map<MessageQueue, @Nullable MessageQueue[]> single = new HashMap<>();
    private final RecoveredMessages messages = new RecoveredMessages();
    private @Nullable UUID broker;
    private final LogTimes times = new LogTimes();
    private long recovered;
    private final RecoveredBodies bodies;

    Recovery(
            Registry registry,
            Subscriptions subscriptions,
            Inventory inventory,
            BranchRecovery branches,
            KeyRecovery known,
            BrokerClock clock,
            RecoveredRuns runs,
            RecoveredBodies bodies) {
        this.bodies = bodies;
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.destinations = new DestinationRecovery(registry, subscriptions);
        this.inventory = inventory;
        this.branches = branches;
        this.known = known;
        this.clock = clock;
        this.runs = runs;
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
        } else if (effect instanceof Effect.BodyPartStored part) {
            bodies.stored(part, position);
        } else if (effect instanceof Effect.BodyPartKept part) {
            bodies.kept(part);
        } else if (effect instanceof Effect.ListKept kept) {
            list(kept, false);
        } else if (effect instanceof Effect.DelayedListKept kept) {
            list(kept.list(), true);
        } else if (effect instanceof Effect.ListOpened opened) {
            runs.opened(opened.list());
        } else if (effect instanceof Effect.MessagesRemoved removed) {
            if (removed.transaction() == 0) {
                remove(removed);
            } else {
                branches.removed(removed);
            }
        } else if (effect instanceof Effect.TransactionCommitted committed) {
            commit(committed.transaction(), position);
            known.windows().committed(committed.origin(), clock.now());
        } else if (effect instanceof Effect.TransactionRolledBack rolledBack) {
            rollBack(rolledBack.transaction());
        } else if (effect instanceof Effect.AttemptsCounted counted) {
            count(counted);
        } else if (effect instanceof Effect.RetriesDelayed delayed) {
            inventory.retries().recovered(delayed);
        } else if (effect instanceof Effect.SubscriptionFed fed) {
            feed(fed);
        } else if (effect instanceof Effect.MessageRouted routed) {
            branches.routed(routed);
        } else if (effect instanceof Effect.BranchPrepared prepared) {
            clock.advance(prepared.time());
            branches.prepared(prepared);
        } else if (effect instanceof Effect.SendsKept kept) {
            branches.parked(kept);
        } else if (effect instanceof Effect.SendsListed listed) {
            list(listed);
        } else if (effect instanceof Effect.BranchDecided decided) {
            decide(decided, position);
        } else if (effect instanceof Effect.BranchForgotten forgotten) {
            branches.forgotten(forgotten);
        } else {
            applyRare(effect);
        }
    }

    /** A record is somewhere else from now on. */
    void moved(long id, long position) {
        RecoveredMessage message = messages.find(id);
        if (message != null) {
            message.place = position;
        } else if (!bodies.moved(id, position) && !branches.moved(id, position)) {
            runs.moved(id, position);
        }
    }

    /**
     * The journal has been read: what is there becomes available, unless a prepared branch holds it; what may have been seen is marked.
     *
     * @param durablePosition everything before it is on disk, and what comes is behind it
     */
    void finish(long durablePosition) {
        recovered = new RecoveredArrivals(messages, runs, bodies, branches, inventory, times, clock)
                .finish(known.keys(), durablePosition);
    }

    private void decide(Effect.BranchDecided decision, long position) {
        clock.advance(decision.time());
        if (decision.committed()) {
            commit(decision.transaction(), position);
        } else {
            rollBack(decision.transaction());
        }
        branches.decided(decision);
    }

    private void applyRare(Effect effect) {
        if (destinations.apply(effect)) {
            return;
        }
        if (effect instanceof Effect.CleanStop stop) {
            clock.advance(stop.time());
            registry.all().forEach(queue -> queue.horizon().recovered(0));
        } else if (effect instanceof Effect.BrokerCreated created) {
            broker = created.broker();
        } else if (effect instanceof Effect.DuplicateKeyKept kept) {
            DuplicateKeys.Key key = new DuplicateKeys.Key(kept.destination(), kept.key());
            if (kept.transaction() == 0) {
                known.keys().taken(key, kept.time());
            } else {
                branches.held(kept.transaction(), key, kept.time());
            }
        } else if (effect instanceof Effect.SendWindowKept kept) {
            known.windows().kept(kept);
        } else if (effect instanceof Effect.SendWindowsForgotten forgotten) {
            known.windows().forgotten(forgotten.upTo());
        } else if (effect instanceof Effect.NumbersUsed used) {
            registry.used(used.destination());
            branches.used(used.transaction());
            clock.advance(used.time());
        }
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
        if (bodies.mayStay(effect.message().size())) {
            message.message = effect.message();
        }
        message.largeBody = bodies.of(effect.message());
        if (effect.transaction() == 0) {
            known.taken(effect.origin(), known.of(effect), effect.acceptedAt());
        } else {
            branches.sent(effect, known.of(effect));
        }
        times.accepted(effect.acceptedAt(), position);
        enter(message, ids, effect.transaction(), position);
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
        message.joined = kept.joined();
        message.largeBody = bodies.of(kept.body());
        enter(message, kept.queues(), kept.transaction(), kept.countedAt());
    }

    private void list(Effect.ListKept kept, boolean delayed) {
        MessageQueue queue = registry.queueById(kept.queue());
        if (queue != null) {
            runs.add(ParkedRun.of(kept, queue, delayed));
        }
    }

    /** What a prepared branch has sent is there as if a checkpoint spoke of each. */
    private void list(Effect.SendsListed listed) {
        branches.read(listed);
        int[] ids = {listed.sends().queue()};
        for (Effect.Listed message : listed.sends().messages()) {
            int priority = listed.sends().priority();
            enter(RecoveredMessage.of(message, priority, queues(ids)), ids, listed.transaction(), 0);
        }
    }

    private void enter(RecoveredMessage message, int[] ids, long transaction, long countedAt) {
        messages.add(message);
        if (transaction == 0) {
            message.countedAt = countedAt;
        } else {
            message.pending = true;
            branches.stored(transaction, message, ids);
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
            if (message == null) {
                runs.left(queue, id);
            } else if (!message.gone()) {
                message.leave(queue);
                if (message.gone()) {
                    messages.noteGone();
                }
            }
        }
    }

    private void commit(long transaction, long position) {
        BranchRecovery.Open ended = branches.ended(transaction);
        if (ended != null && branches.parks(ended)) {
            throw new IllegalStateException("transaction " + transaction + " has committed at " + position
                    + ", and some of its messages have not been read before");
        }
        if (ended != null) {
            ended.sends().forEach(send -> known.taken(send.origin(), send.key(), send.acceptedAt()));
            for (BranchRecovery.Stored stored : ended.stored()) {
                RecoveredMessage message = stored.message();
                message.pending = false;
                int[] routed = ended.routed(message.id);
                if (routed != null) {
                    message = routed(message, routed);
                } else if (message.gone()) {
                    messages.noteGone();
                }
                message.countedAt = position;
            }
            ended.removed().forEach(this::remove);
        }
    }

    /** A message to a topic, in the queues that it went to. */
    private RecoveredMessage routed(RecoveredMessage sent, int[] queues) {
        RecoveredMessage latest = messages.find(sent.id);
        RecoveredMessage routed = sent.in(queues(queues));
        if (latest != null) {
            routed.place = latest.place; // a checkpoint may have met it again, moved
        }
        messages.replace(routed);
        return routed;
    }

    private void rollBack(long transaction) {
        BranchRecovery.Open ended = branches.ended(transaction);
        if (ended != null) {
            ended.stored().forEach(stored -> drop(stored.message()));
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
            } else {
                runs.counted(queue, counted.ids()[i], counted.attempts()[i]);
            }
        }
    }

    private void feed(Effect.SubscriptionFed fed) {
        MessageQueue queue = registry.queueById(fed.subscription());
        MessageQueue kept = registry.queueById(fed.keep());
        if (queue == null || kept == null) {
            return;
        }
        subscriptions.keeps().recovered(queue, kept, new Rank(fed.countedAt(), fed.id()));
        for (long id : fed.ids()) {
            RecoveredMessage message = messages.find(id);
            if (message != null) {
                message.join(queue);
            } else {
                runs.joined(queue, kept, id);
            }
        }
    }
}
