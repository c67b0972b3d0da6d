package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What recovery knows of transactions that are open, of branches that are prepared, and of those that an operator completed. Dropped with {@link Recovery}. */
final class BranchRecovery {

    /** A message of an open transaction, and the ids of the places that it is for. */
    @SuppressWarnings("ArrayRecordComponent") // handed on as it was read, never compared
    record Stored(RecoveredMessage message, int[] places) {}

    /** A send that counts when its transaction commits. */
    record Sent(Effect.Origin origin, long acceptedAt, DuplicateKeys.@Nullable Key key) {}

    /** A message that a prepared branch has removed from a queue. */
    private record Removed(RecoveredMessage message, int queue) {}

    /** Finds a message. */
    interface Finder {
        /** The message with an id, or null. */
        @Nullable
        RecoveredMessage find(long id);
    }

    /** Hears of a message in a queue. */
    interface Hearer {
        void hear(int queue, long id);
    }

    /** What a transaction has done so far. */
    static final class Open {
        private final List<Sent> sends = new ArrayList<>();
        /** By id, and so in the order of sending: a checkpoint has them by place, some twice. */
        private final Map<Long, Stored> stored = new TreeMap<>();

        /** What the checkpoint says of lists that nobody has read since, by their first positions. */
        private final Map<Long, Effect.ListKept> parked = new LinkedHashMap<>();

        private final Map<Long, int[]> routed = new HashMap<>();
        private final List<Effect.MessagesRemoved> removed = new ArrayList<>();
        private final List<Removed> found = new ArrayList<>();
        private Effect.@Nullable BranchPrepared prepared;
        private @Nullable Transaction work;

        List<Sent> sends() {
            return sends;
        }

        Collection<Stored> stored() {
            return stored.values();
        }

        List<Effect.MessagesRemoved> removed() {
            return removed;
        }

        private void eachRemoved(Hearer to) {
            for (Effect.MessagesRemoved removal : prepared == null ? List.<Effect.MessagesRemoved>of() : removed) {
                for (long id : removal.ids()) {
                    to.hear(removal.queue(), id);
                }
            }
        }

        /** Where a message to a topic went, null if it was not for one. */
        int @Nullable [] routed(long message) {
            return routed.get(message);
        }
    }

    private final Registry registry;
    private final Bounds bounds;
    private final Transactions transactions;
    private final Branches branches;
    private final PreparedBodies bodies;
    private final LiveRecords live;
    private final List<ParkedSends> parked = new ArrayList<>();
    /** Where lists are now, by their first positions. */
    private final Map<Long, Long> places = new HashMap<>();

    private final Map<Long, Open> open = new LinkedHashMap<>();
    private final Map<Long, Effect.BranchDecided> decided = new LinkedHashMap<>();

    BranchRecovery(
            Registry registry,
            Transactions transactions,
            Branches branches,
            PreparedBodies bodies,
            LiveRecords live,
            Bounds bounds) {
        this.bounds = bounds;
        this.registry = registry;
        this.transactions = transactions;
        this.branches = branches;
        this.bodies = bodies;
        this.live = live;
    }

    void sent(Effect.MessageStored effect, DuplicateKeys.@Nullable Key key) {
        open(effect.transaction()).sends.add(new Sent(effect.origin(), effect.acceptedAt(), key));
    }

    /** A checkpoint says that a transaction has sent a message with this key. */
    void held(long transaction, DuplicateKeys.Key key, long time) {
        open(transaction).sends.add(new Sent(Effect.Origin.BROKER, time, key));
    }

    /** The journal has been read: prepared branches hold the keys of what they have sent. */
    void held(DuplicateKeys keys) {
        open.forEach((id, transaction) -> {
            for (Sent sent : transaction.prepared == null ? List.<Sent>of() : transaction.sends) {
                if (sent.key != null) {
                    keys.held(sent.key, id);
                }
            }
        });
    }

    void stored(long transaction, RecoveredMessage message, int[] places) {
        open(transaction).stored.put(message.id, new Stored(message, places));
    }

    void parked(Effect.SendsKept kept) {
        open(kept.transaction()).parked.put(kept.list().id(), kept.list());
        places.put(kept.list().id(), kept.list().place());
    }

    /** A list was read: its messages follow. */
    void read(Effect.SendsListed listed) {
        open(listed.transaction()).parked.remove(listed.list());
        places.remove(listed.list());
    }

    /** Whether some of what a transaction has sent to places that are still there is in lists only. */
    boolean parks(Open transaction) {
        return transaction.parked.values().stream().anyMatch(list -> target(new int[] {list.queue()}) != null);
    }

    /** A record that is not that of a message is somewhere else; whether it is that of a list. */
    boolean moved(long id, long position) {
        return places.replace(id, position) != null;
    }

    void removed(Effect.MessagesRemoved removed) {
        open(removed.transaction()).removed.add(removed);
    }

    void routed(Effect.MessageRouted routed) {
        open(routed.transaction()).routed.put(routed.message(), routed.queues());
    }

    void prepared(Effect.BranchPrepared prepared) {
        open(prepared.transaction()).prepared = prepared;
    }

    void decided(Effect.BranchDecided decision) {
        decided.put(decision.transaction(), decision);
    }

    void forgotten(Effect.BranchForgotten forgotten) {
        decided.remove(forgotten.transaction());
    }

    /** A checkpoint says that numbers up to this one were used. */
    void used(long transaction) {
        transactions.used(transaction);
    }

    private Open open(long transaction) {
        transactions.used(transaction);
        return open.computeIfAbsent(transaction, id -> new Open());
    }

    /** Takes out a transaction that has ended; null if the journal has nothing of it. */
    @Nullable
    Open ended(long transaction) {
        transactions.used(transaction);
        Open ended = open.remove(transaction);
        if (ended != null) {
            ended.parked.keySet().forEach(places::remove);
        }
        return ended;
    }

    /** Tells of each message that a prepared branch has removed. */
    void removals(Hearer to) {
        for (Open transaction : open.values()) {
            transaction.eachRemoved(to);
        }
    }

    /** The journal has been read: finds what prepared branches have removed; what else is open never was. */
    void lookUp(Finder messages) {
        for (Open transaction : open.values()) {
            transaction.eachRemoved((queue, id) -> {
                RecoveredMessage message = messages.find(id);
                if (message != null) {
                    transaction.found.add(new Removed(message, queue));
                }
            });
            for (Stored stored : transaction.stored.values()) {
                stored.message.drop();
            }
        }
    }

    /** Makes the prepared branches again, with what they sent; returns the records of that, by their places. */
    List<PendingRecord> sends() {
        List<PendingRecord> records = new ArrayList<>();
        open.forEach((id, transaction) -> {
            Effect.BranchPrepared prepared = transaction.prepared;
            if (prepared != null) {
                transaction.work = new Transaction(id);
                transaction.work.setJournalled();
                Branch branch = new Branch(prepared.branch(), transaction.work, prepared.time(), prepared.by());
                branch.enter(Branch.Phase.PREPARED, prepared.time(), prepared.by());
                branches.recovered(branch);
                for (Stored stored : transaction.stored.values()) {
                    send(transaction.work, stored, records);
                }
                for (Effect.ListKept list : transaction.parked.values()) {
                    park(transaction.work, list);
                }
                bodies.recovered(transaction.work);
            }
        });
        for (Effect.BranchDecided decision : decided.values()) {
            Branch branch = new Branch(
                    decision.branch(), new Transaction(decision.transaction()), decision.time(), decision.by());
            Branch.Phase phase =
                    decision.committed() ? Branch.Phase.COMMITTED_BY_HAND : Branch.Phase.ROLLED_BACK_BY_HAND;
            branch.enter(phase, decision.time(), decision.by());
            branches.recovered(branch);
        }
        records.sort(Comparator.comparingLong(PendingRecord::place));
        return records;
    }

    /** A record of a prepared branch is needed from now on. */
    void pend(PendingRecord record) {
        live.pend(record);
    }

    private void send(Transaction work, Stored stored, List<PendingRecord> records) {
        Target target = target(stored.places);
        if (target != null) {
            PendingSend send = new PendingSend(target, stored.message, null);
            if (target instanceof MessageQueue) {
                send.recipients(queues(stored.places));
            }
            bounds.recovered(send);
            work.add(send);
            records.add(new PendingRecord(work.id(), stored.places, send, stored.message.place));
        }
    }

    private void park(Transaction work, Effect.ListKept list) {
        Target target = target(new int[] {list.queue()});
        if (target != null) {
            ParkedSends.Kind kind = new ParkedSends.Kind(target, list.priority(), null, bounds.reserves(target));
            long place = places.getOrDefault(list.id(), list.place());
            ParkedSends sends =
                    new ParkedSends(work, kind, ParkedRun.Contents.of(list), list.id(), place, list.length());
            parked.add(sends);
            bodies.pager().recovered(sends);
        }
    }

    /** The records of what prepared branches have parked, and of the lists, live from now on. */
    void enterParked(RecoveryReader reader) {
        parked.sort(Comparator.comparingLong(ParkedSends::place));
        for (ParkedSends list : parked) {
            reader.requireSegments(list, list.place());
            live.recovered((Parked) list);
        }
        if (!parked.isEmpty()) {
            live.recovered(parked);
        }
    }

    /** What the prepared branches hold, once the messages are in the books. */
    List<MessageRef> locks() {
        List<MessageRef> locked = new ArrayList<>();
        for (Open transaction : open.values()) {
            for (Removed removed : transaction.found) {
                MessageRef ref = transaction.work == null ? null : removed.message.ref(removed.queue);
                if (ref != null && transaction.work != null) {
                    transaction.work.acknowledged().add(ref);
                    locked.add(ref);
                }
            }
        }
        return locked;
    }

    private List<MessageQueue> queues(int[] places) {
        List<MessageQueue> queues = new ArrayList<>(places.length);
        for (int place : places) {
            MessageQueue queue = registry.queueById(place);
            if (queue != null) {
                queues.add(queue);
            }
        }
        return queues;
    }

    /** The first of them that is there still, or null. */
    private @Nullable Target target(int[] places) {
        for (int place : places) {
            MessageQueue queue = registry.queueById(place);
            Target target = queue != null ? queue : registry.topicById(place);
            if (target != null) {
                return target;
            }
        }
        return null;
    }
}
