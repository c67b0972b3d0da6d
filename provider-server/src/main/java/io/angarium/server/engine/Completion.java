package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How transactions end, local ones and branches alike: commit, rollback, and the prepare between. Owner: the engine's holder. */
final class Completion {
    private static final int MOST_PER_RECORD = 4096;

    private final Ledger ledger;
    private final Publisher publisher;
    private final Inventory inventory;
    private final Redelivery redelivery;
    private final MemoryBudget budget;
    private final PreparedBodies bodies;
    private final Recalls recalls;
    private final DuplicateKeys keys;

    Completion(
            Ledger ledger,
            Publisher publisher,
            Inventory inventory,
            Redelivery redelivery,
            MemoryBudget budget,
            PreparedBodies bodies,
            Recalls recalls,
            DuplicateKeys keys) {
        this.keys = keys;
        this.bodies = bodies;
        this.recalls = recalls;
        this.ledger = ledger;
        this.publisher = publisher;
        this.inventory = inventory;
        this.redelivery = redelivery;
        this.budget = budget;
    }

    /**
     * Commits a transaction that is not prepared.
     *
     * @param record which says so, if the journal has anything of it
     * @return makes its messages arrive; to be run when the record appended last is on disk, if there is one
     * @throws Refusal TRANSACTION_ROLLED_BACK if it could not, and was
     */
    Held commit(Transaction transaction, Effect record) {
        String failure = transaction.failure();
        if (failure != null) {
            rollBack(transaction);
            throw new Refusal(ErrorCode.TRANSACTION_ROLLED_BACK, failure);
        }
        List<Publisher.Routed> routed;
        try {
            routed = journal(transaction, ways(transaction));
        } catch (Refusal | JournalException refused) {
            rollBack(transaction);
            throw new Refusal(ErrorCode.TRANSACTION_ROLLED_BACK, String.valueOf(refused.getMessage()));
        }
        journalAcknowledgements(transaction);
        return conclude(transaction, routed, record);
    }

    /**
     * Commits a transaction that is prepared, and whose bodies are in memory where they are needed: {@link PreparedBodies#load}. What takes much room is in the journal since then; a prepared transaction is never rolled back
     * for the broker's own reasons. All that can be refused comes first: what tries again finds everything as it was.
     *
     * @param record which says so
     * @return makes its messages arrive; to be run when the record is on disk
     * @throws Refusal if a message is for more subscriptions by now than a record can name, or there is no room for what rules lead to or for saying where very many messages go: it stays prepared
     */
    Held commitPrepared(Transaction transaction, Effect record) {
        List<Publisher.Way> ways;
        try {
            ways = ways(transaction);
        } catch (JournalException refused) {
            throw new Refusal(ErrorCode.RESOURCE_LIMIT, String.valueOf(refused.getMessage()));
        }
        askForRoom(ways);
        return conclude(transaction, journal(transaction, ways), record);
    }

    /** Places are said from the reserve while half of it stays: all of it could be the end of the journal. What says none is not held up. */
    private void askForRoom(List<Publisher.Way> ways) {
        long bytes = Publisher.bytes(ways);
        if (bytes > 0 && !ledger.makeRoom(bytes)) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT,
                    "the journal has no room for saying where its " + ways.size()
                            + " messages go; make room on the disk, then commit again");
        }
    }

    private Held conclude(Transaction transaction, List<Publisher.Routed> routed, Effect record) {
        List<List<MessageRef>> arriving = new ArrayList<>(routed.size());
        for (Publisher.Routed each : routed) {
            arriving.add(publisher.admit(each));
        }
        sortKept(arriving);
        release(transaction);
        if (transaction.journalled()) {
            countedAt(ledger.writeFreeing(record), arriving);
        }
        keys.ended(transaction.id(), true);
        for (MessageRef ref : transaction.acknowledged()) {
            inventory.gone(ref, Effect.Reason.ACKNOWLEDGED);
        }
        return () -> arriving.forEach(publisher::arrive);
    }

    /** What topics keep arrives in the order that a restart finds: by id, and queues that lead to topics have had theirs since the send. */
    private static void sortKept(List<List<MessageRef>> arriving) {
        List<Integer> places = new ArrayList<>(0);
        List<List<MessageRef>> kept = new ArrayList<>(0);
        for (int i = 0; i < arriving.size(); i++) {
            List<MessageRef> refs = arriving.get(i);
            if (isKept(refs)) {
                places.add(i);
                kept.add(refs);
            }
        }
        kept.sort(Comparator.comparingLong(refs -> refs.get(0).id()));
        for (int i = 0; i < kept.size(); i++) {
            arriving.set(places.get(i), kept.get(i));
        }
    }

    private static boolean isKept(List<MessageRef> refs) {
        for (int i = 0; i < refs.size(); i++) {
            MessageRef ref = refs.get(i);
            if (ref.queue().keep() != null && ref.journalled()) {
                return true;
            }
        }
        return false;
    }

    private static void countedAt(long position, List<List<MessageRef>> arriving) {
        for (List<MessageRef> refs : arriving) {
            for (MessageRef ref : refs) {
                ref.stored().countedAt(position);
            }
        }
    }

    private void release(Transaction transaction) {
        if (transaction.prepared()) {
            bodies.ended(transaction);
        } else {
            budget.settle(transaction.bytes());
        }
    }

    private List<Publisher.Way> ways(Transaction transaction) {
        List<Publisher.Way> all = new ArrayList<>(transaction.sends().size());
        for (PendingSend send : transaction.sends()) {
            all.add(publisher.way(send));
        }
        return all;
    }

    private List<Publisher.Routed> journal(Transaction transaction, List<Publisher.Way> ways) {
        List<Publisher.Routed> all = new ArrayList<>(ways.size());
        for (Publisher.Way way : ways) {
            all.add(publisher.journal(transaction, way));
        }
        return all;
    }

    /**
     * Prepares a transaction: all that it did is in the journal, and this record.
     *
     * @throws Refusal TRANSACTION_ROLLED_BACK if it could not be, and was rolled back
     */
    void prepare(Transaction transaction, Effect.BranchPrepared record) {
        try {
            for (PendingSend send : transaction.sends()) {
                publisher.journalForTopic(transaction, send);
            }
            journalAcknowledgements(transaction);
            ledger.write(record);
            transaction.setJournalled();
            bodies.prepared(transaction);
        } catch (Refusal | JournalException refused) {
            rollBack(transaction);
            throw new Refusal(ErrorCode.TRANSACTION_ROLLED_BACK, String.valueOf(refused.getMessage()));
        }
    }

    private void journalAcknowledgements(Transaction transaction) {
        describeRemovals(transaction, removed -> {
            transaction.setJournalled();
            ledger.writeFreeing(removed);
        });
    }

    /** What the transaction takes from queues, as far as the journal knows it. */
    void describeRemovals(Transaction transaction, Consumer<Effect> to) {
        Map<MessageQueue, LongList> byQueue = new LinkedHashMap<>();
        for (MessageRef ref : transaction.acknowledged()) {
            if (ref.journalled() && !ref.queue().deleted()) {
                LongList ids = byQueue.computeIfAbsent(ref.queue(), queue -> new LongList());
                ids.add(ref.id());
                if (ids.size() == MOST_PER_RECORD) {
                    to.accept(removed(transaction, ref.queue(), ids));
                }
            }
        }
        byQueue.forEach((queue, ids) -> {
            if (!ids.isEmpty()) {
                to.accept(removed(transaction, queue, ids));
            }
        });
    }

    private static Effect removed(Transaction transaction, MessageQueue queue, LongList ids) {
        return new Effect.MessagesRemoved(transaction.id(), queue.id(), Effect.Reason.ACKNOWLEDGED, ids.drain());
    }

    /** Rolls back: its messages never were, what it acknowledged returns, last first. */
    void rollBack(Transaction transaction) {
        rollBack(transaction, new Effect.TransactionRolledBack(transaction.id()));
    }

    /** The same with another record that says so. */
    void rollBack(Transaction transaction, Effect record) {
        keys.ended(transaction.id(), false);
        release(transaction);
        if (transaction.journalled()) {
            ledger.writeFreeing(record);
        }
        transaction.sends().forEach(publisher::forget);
        List<MessageRef> acknowledged = transaction.acknowledged();
        for (int i = acknowledged.size() - 1; i >= 0; i--) {
            redelivery.attempted(acknowledged.get(i), transaction.acknowledgedBy());
        }
        if (!acknowledged.isEmpty()) {
            recalls.rolledBack(transaction);
        }
    }
}
