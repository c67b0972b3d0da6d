package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts messages into the queues and subscriptions that they are for: journalled where they must survive, in memory else. Owner: the engine's holder. */
final class Publisher {
    /** What a record of where a message went costs at most, beside the places: its frame, its entry in the segment's index, and what the ends of batches and segments leave empty. */
    private static final int ROUTED_BYTES = 96;

    /** What a record of a queue's horizon costs at most, in the same way. */
    private static final long HORIZON_BYTES = 64;

    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Inventory inventory;
    private final HorizonKeeper horizons;
    private final LiveRecords live;
    private final LargeBodies largeBodies;
    private final Bounds bounds;
    private final Router router;

    Publisher(
            Ledger ledger,
            DurabilityGate gate,
            Inventory inventory,
            HorizonKeeper horizons,
            LiveRecords live,
            LargeBodies largeBodies,
            Bounds bounds) {
        this.largeBodies = largeBodies;
        this.bounds = bounds;
        this.router = bounds.router();
        this.live = live;
        this.ledger = ledger;
        this.gate = gate;
        this.inventory = inventory;
        this.horizons = horizons;
    }

    LargeBodies largeBodies() {
        return largeBodies;
    }

    /**
     * Publishes outside a transaction.
     *
     * @param inTurn whether an earlier message of the same session waits for the disk, which this one must not overtake
     * @param durable runs when the message, and all that it must not overtake, is on disk, if that is to be awaited; else nothing runs
     * @return whether {@code durable} will run
     * @throws io.angarium.journal.JournalException if the journal refuses it: then nothing was changed
     */
    boolean publish(PendingSend send, boolean inTurn, Held durable) {
        List<MessageQueue> queues = router.recipients(send);
        int[] journalled = journalled(send, queues);
        long id = journalled == null ? 0 : ledger.write(stored(send, 0, journalled));
        count(send);
        List<MessageRef> refs = admit(send, id, id, queues);
        if (id == 0 && !inTurn) {
            arrive(refs);
            return false;
        }
        gate.hold(id == 0 ? ledger.lastPosition() : id, () -> {
            arrive(refs);
            durable.release();
        });
        if (id != 0) {
            rideAlong(queues, id);
        }
        return true;
    }

    /** Settles where a message of an open transaction goes, whatever rules there are at its commit, and journals it, if it is for a queue; topics are routed at commit. */
    void journalEarly(Transaction transaction, PendingSend send) {
        if (send.target() instanceof MessageQueue) {
            journalSettled(transaction, send);
        }
    }

    private void journalSettled(Transaction transaction, PendingSend send) {
        List<MessageQueue> recipients = router.recipients(send);
        send.recipients(recipients);
        int[] queues = journalled(send, recipients);
        if (queues == null) {
            return;
        }
        long id = ledger.write(stored(send, transaction.id(), queues));
        transaction.setJournalled(); // only now: a refused send leaves nothing that a rollback would have to undo
        send.journalled(id);
        live.pend(new PendingRecord(transaction.id(), queues, send, id));
    }

    /**
     * At prepare: journals a message for a topic, if it needs a record, so that the commit finds it; it is routed then. One whose topic was deleted, which
     * a restart would not find, is for those who subscribe by pattern, or whom rules lead to, now.
     *
     * @throws Refusal RESOURCE_LIMIT if those are more than a record can name
     */
    void journalForTopic(Transaction transaction, PendingSend send) {
        if (!(send.target() instanceof Topic topic)
                || !send.persistent()
                || topic.destination().isTemporary()) {
            return;
        }
        if (topic.deleted()) {
            journalSettled(transaction, send);
            return;
        }
        int[] places = {topic.id()};
        long id = ledger.write(stored(send, transaction.id(), places));
        transaction.setJournalled();
        send.journalled(id);
        live.pend(new PendingRecord(transaction.id(), places, send, id));
    }

    /**
     * Where a message of a committing transaction goes.
     *
     * @param places ids of the queues that the journal is to name for that; null for none, or where it has named them already
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Way(PendingSend send, List<MessageQueue> queues, int @Nullable [] places) {
        /** What naming them costs the journal at most, if the message is in it. */
        long bytes() {
            return places == null ? 0 : ROUTED_BYTES + (long) places.length * Integer.BYTES;
        }
    }

    /** A message of a committing transaction, routed and journalled. */
    record Routed(PendingSend send, long id, List<MessageQueue> queues) {}

    /**
     * At commit: finds where a transaction's message goes. Nothing is counted or said of the message; what rules lead to is made, if it is not there.
     *
     * @throws Refusal RESOURCE_LIMIT if that is more than a record can name
     * @throws io.angarium.journal.JournalException if there is no room for what is made
     */
    Way way(PendingSend send) {
        List<MessageQueue> queues = router.recipients(send);
        boolean known = send.id() != 0 && (send.target() instanceof MessageQueue || send.recipients() != null);
        return new Way(send, queues, known ? null : journalled(send, queues));
    }

    /** What a commit takes of the journal's reserve at most to say where these messages, which are in the journal, go; 0 if there is nothing to say. */
    static long bytes(List<Way> ways) {
        long bytes = 0;
        for (Way way : ways) {
            bytes += way.bytes();
        }
        return bytes == 0 ? 0 : bytes + horizonBytes(ways);
    }

    /** The horizon of a queue with consumers moves with a message, but not more often than once for each stride between the first of them and the last. */
    private static long horizonBytes(List<Way> ways) {
        Set<MessageQueue> queues = new HashSet<>();
        long arrivals = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Way way : ways) {
            boolean inJournal = way.send().id() != 0;
            for (MessageQueue queue : way.queues()) {
                if (inJournal && queue.durable() && !queue.consumers().isEmpty()) {
                    queues.add(queue);
                    arrivals++;
                    first = Math.min(first, way.send().id());
                    last = Math.max(last, way.send().id());
                }
            }
        }
        return queues.isEmpty()
                ? 0
                : HORIZON_BYTES * Math.min(arrivals, queues.size() * (1 + (last - first) / Horizon.STRIDE));
    }

    /** At commit: journals a message, or where it went, if that has not been done. */
    Routed journal(Transaction transaction, Way way) {
        PendingSend send = way.send();
        int[] places = way.places();
        if (places == null) {
            return new Routed(send, send.id(), way.queues());
        }
        if (send.id() != 0) {
            ledger.writeFreeing(new Effect.MessageRouted(transaction.id(), send.id(), places));
            return new Routed(send, send.id(), way.queues());
        }
        long id = ledger.write(stored(send, transaction.id(), places));
        transaction.setJournalled();
        return new Routed(send, id, way.queues());
    }

    /** At commit: takes a routed message into the books; returns what is to arrive when the commit counts. */
    List<MessageRef> admit(Routed routed) {
        count(routed.send());
        bounds.release(routed.send());
        List<MessageRef> refs = admit(routed.send(), routed.id(), ledger.appended(), routed.queues());
        if (routed.id() != 0) {
            rideAlong(routed.queues(), routed.id());
        }
        return refs;
    }

    /** A message of a transaction that rolled back will never count. */
    void forget(PendingSend send) {
        bounds.forget(send);
        live.drop(send.id());
        largeBodies.sent(send);
    }

    void arrive(List<MessageRef> refs) {
        for (int i = 0; i < refs.size(); i++) {
            inventory.arrive(refs.get(i));
        }
    }

    private static void count(PendingSend send) {
        if (send.target() instanceof Topic topic) {
            topic.countPublished();
        }
    }

    /**
     * Ids of the queues that journal this message, null if none does.
     *
     * @throws Refusal RESOURCE_LIMIT if they are more than a record can name
     */
    private static int @Nullable [] journalled(PendingSend send, List<MessageQueue> queues) {
        if (!send.persistent()) {
            return null;
        }
        int n = 0;
        int[] ids = new int[queues.size()];
        for (int i = 0; i < ids.length; i++) {
            if (queues.get(i).durable()) {
                ids[n++] = queues.get(i).id();
            }
        }
        if (n > Registry.MOST_IN_A_RECORD) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT,
                    "a message to " + Registry.describe(send.target().destination()) + " is for " + n
                            + " queues and durable subscriptions, and a record of the journal names "
                            + Registry.MOST_IN_A_RECORD + " at most: fewer routes or patterns must lead from there");
        }
        return n == 0 ? null : n == ids.length ? ids : Arrays.copyOf(ids, n);
    }

    private static Effect.MessageStored stored(PendingSend send, long transaction, int[] queues) {
        return new Effect.MessageStored(
                transaction,
                send.acceptedAt(),
                send.expiration(),
                send.deliveryTime(),
                send.origin(),
                queues,
                send.message());
    }

    private List<MessageRef> admit(PendingSend send, long id, long countedAt, List<MessageQueue> queues) {
        if (queues.isEmpty()) {
            live.drop(id);
            largeBodies.sent(send);
            return List.of();
        }
        StoredMessage stored = send.stored(id);
        stored.countedAt(countedAt);
        inventory.admit(stored);
        largeBodies.sent(send);
        if (queues.size() == 1) {
            return List.of(inventory.admit(stored, queues.get(0)));
        }
        List<MessageRef> refs = new ArrayList<>(queues.size());
        for (int i = 0; i < queues.size(); i++) {
            refs.add(inventory.admit(stored, queues.get(i)));
        }
        return refs;
    }

    private void rideAlong(List<MessageQueue> queues, long id) {
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).durable()) {
                horizons.rideAlong(queues.get(i), id);
            }
        }
    }
}
