package io.angarium.server.engine;

import io.angarium.journal.GatherLimitException;
import io.angarium.journal.JournalFullException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Local transactions: what belongs to one, and its end. Owner: the engine's holder. */
final class Transactions {
    private static final int MOST_PER_RECORD = 8192;

    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Publisher publisher;
    private final Inventory inventory;
    private final Redelivery redelivery;
    private long lastId;

    Transactions(Ledger ledger, DurabilityGate gate, Publisher publisher, Inventory inventory, Redelivery redelivery) {
        this.ledger = ledger;
        this.gate = gate;
        this.publisher = publisher;
        this.inventory = inventory;
        this.redelivery = redelivery;
    }

    /** Recovery has seen this number. */
    void used(long id) {
        lastId = Math.max(lastId, id);
    }

    void send(SessionState session, long number, Transaction.PendingSend send) {
        Transaction transaction = open(session, number);
        long id = publisher.journalEarly(transaction, send);
        transaction.sends().add(id == 0 ? send : send.at(id));
    }

    void fail(SessionState session, long number, String reason) {
        open(session, number).fail(reason);
    }

    void acknowledge(SessionState session, ConsumerFrame.Acknowledge frame, Consumers consumers) {
        Transaction transaction = open(session, frame.transaction());
        consumers.settle(
                session.connection(),
                frame,
                ref -> {
                    inventory.lock(ref);
                    transaction.acknowledged().add(ref);
                },
                false);
    }

    private Transaction open(SessionState session, long number) {
        Transaction transaction = session.transaction();
        if (transaction == null && number > session.lastTransaction()) {
            transaction = new Transaction(++lastId, number);
            session.transaction(transaction);
        }
        if (transaction == null || transaction.number() != number) {
            throw new Refusal(
                    ErrorCode.PROTOCOL, "transaction " + number + " of session " + session.id() + " is not open");
        }
        return transaction;
    }

    /** Takes the transaction of that number from its session; null if it was never used. */
    private static @Nullable Transaction take(SessionState session, long number) {
        Transaction transaction = session.transaction();
        if (transaction == null) {
            if (number <= session.lastTransaction()) {
                throw new Refusal(ErrorCode.ILLEGAL_STATE, "transaction " + number + " has ended");
            }
            session.lastTransaction(number);
            return null;
        }
        if (transaction.number() != number) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE, "transaction " + transaction.number() + " is open, not " + number);
        }
        session.transaction(null);
        session.lastTransaction(number);
        return transaction;
    }

    /**
     * Commits.
     *
     * @param reply runs when the outcome is on disk
     * @throws Refusal TRANSACTION_ROLLED_BACK if it could not
     */
    void commit(SessionState session, long number, Held reply) {
        Transaction transaction = take(session, number);
        if (transaction == null) {
            reply.release();
            return;
        }
        String failure = transaction.failure();
        if (failure != null) {
            rollBack(transaction);
            throw new Refusal(ErrorCode.TRANSACTION_ROLLED_BACK, failure);
        }
        List<List<MessageRef>> arriving = new ArrayList<>(transaction.sends().size());
        for (Publisher.Routed routed : route(transaction, session.connection())) {
            arriving.add(publisher.admit(routed));
        }
        journalAcknowledgements(transaction);
        Held done = () -> {
            arriving.forEach(publisher::arrive);
            reply.release();
        };
        if (transaction.journalled()) {
            long position = ledger.writeFreeing(new Effect.TransactionCommitted(transaction.id()));
            gate.hold(position, done);
        } else {
            done.release();
        }
        for (MessageRef ref : transaction.acknowledged()) {
            inventory.gone(ref, Effect.Reason.ACKNOWLEDGED);
        }
    }

    private List<Publisher.Routed> route(Transaction transaction, ConnectionState connection) {
        try {
            List<Publisher.Routed> all = new ArrayList<>(transaction.sends().size());
            for (Transaction.PendingSend send : transaction.sends()) {
                all.add(publisher.route(transaction, send, connection));
            }
            return all;
        } catch (JournalFullException | GatherLimitException full) {
            rollBack(transaction);
            throw new Refusal(ErrorCode.TRANSACTION_ROLLED_BACK, String.valueOf(full.getMessage()));
        }
    }

    private void journalAcknowledgements(Transaction transaction) {
        Map<MessageQueue, LongList> byQueue = new LinkedHashMap<>();
        for (MessageRef ref : transaction.acknowledged()) {
            if (ref.journalled() && !ref.queue().deleted()) {
                LongList ids = byQueue.computeIfAbsent(ref.queue(), queue -> new LongList());
                ids.add(ref.id());
                if (ids.size() == MOST_PER_RECORD) {
                    journal(transaction, ref.queue(), ids);
                }
            }
        }
        byQueue.forEach((queue, ids) -> journal(transaction, queue, ids));
    }

    private void journal(Transaction transaction, MessageQueue queue, LongList ids) {
        if (!ids.isEmpty()) {
            transaction.setJournalled();
            ledger.writeFreeing(
                    new Effect.MessagesRemoved(transaction.id(), queue.id(), Effect.Reason.ACKNOWLEDGED, ids.drain()));
        }
    }

    /** Rolls back the transaction of that number, if it is open. */
    void rollBack(SessionState session, long number) {
        Transaction transaction = take(session, number);
        if (transaction != null) {
            rollBack(transaction);
        }
    }

    /** The session ends: so does its transaction. */
    void abandon(SessionState session) {
        Transaction transaction = session.transaction();
        if (transaction != null) {
            session.transaction(null);
            rollBack(transaction);
        }
    }

    private void rollBack(Transaction transaction) {
        if (transaction.journalled()) {
            ledger.writeFreeing(new Effect.TransactionRolledBack(transaction.id()));
        }
        List<MessageRef> acknowledged = transaction.acknowledged();
        for (int i = acknowledged.size() - 1; i >= 0; i--) {
            redelivery.attempted(acknowledged.get(i));
        }
    }
}
