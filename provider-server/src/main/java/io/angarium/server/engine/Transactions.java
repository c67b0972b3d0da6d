package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transactions of sessions: what belongs to one, and the end of local ones. Owner: the engine's holder. */
final class Transactions {
    private static final String LOST = "the connection was lost while the transaction was open";

    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Publisher publisher;
    private final Completion completion;
    private final Inventory inventory;
    private final Redelivery redelivery;
    private final MemoryBudget budget;
    private final Recalls recalls;
    private long lastId;

    Transactions(
            Ledger ledger,
            DurabilityGate gate,
            Publisher publisher,
            Completion completion,
            Inventory inventory,
            Redelivery redelivery,
            MemoryBudget budget,
            Recalls recalls) {
        this.recalls = recalls;
        this.ledger = ledger;
        this.gate = gate;
        this.publisher = publisher;
        this.completion = completion;
        this.inventory = inventory;
        this.redelivery = redelivery;
        this.budget = budget;
    }

    /** The highest number so far. */
    long lastId() {
        return lastId;
    }

    /** Recovery has seen this number. */
    void used(long id) {
        lastId = Math.max(lastId, id);
    }

    /**
     * Sees to it that this is the session's open transaction.
     *
     * @throws Refusal if it has ended, or another is open
     */
    void checkOpen(SessionState session, long number) {
        open(session, number);
    }

    /**
     * A message is about to be taken into the transaction; room is made for it only behind this.
     *
     * @throws Refusal if the transaction has been rolled back, or open ones hold too much
     */
    void checkMayTake(SessionState session, long number, PendingSend send) {
        Transaction transaction = open(session, number);
        if (transaction.undone()) {
            throw new Refusal(ErrorCode.TRANSACTION_ROLLED_BACK, String.valueOf(transaction.failure()));
        }
        if (!budget.mayPend(send.size())) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT,
                    "open transactions hold " + budget.pending() / 1024
                            + " KiB of messages, most that half the memory budget bears: commit smaller ones");
        }
    }

    /**
     * Takes a message into the transaction, after {@link #checkMayTake}.
     *
     * @throws JournalException if the journal refuses it
     */
    void send(SessionState session, long number, PendingSend send) {
        Transaction transaction = open(session, number);
        publisher.journalEarly(transaction, send);
        transaction.add(send);
        budget.pend(send.size());
    }

    /** One of its sends was refused: it can only roll back. */
    void fail(SessionState session, long number, String reason) {
        open(session, number).fail(reason);
    }

    /** Locks deliveries until the transaction ends. */
    void acknowledge(SessionState session, ConsumerFrame.Acknowledge frame, Settlements settlements) {
        if (frame.verdict() != ConsumerFrame.Verdict.ACCEPT) {
            throw new Refusal(ErrorCode.PROTOCOL, "a transaction acknowledges with ACCEPT, not " + frame.verdict());
        }
        Transaction transaction = open(session, frame.transaction());
        if (namesLostDeliveries(session, frame)) {
            transaction.fail(LOST);
        }
        if (transaction.undone()) {
            settlements.settle(
                    session.connection(), frame, ref -> redelivery.attempted(ref, session.connection()), true);
            recalls.recall(session);
            return;
        }
        if (transaction.branch()) {
            transaction.receivedBy(session);
        }
        transaction.acknowledgedBy(session.connection());
        Refusal late = settlements.settle(
                session.connection(),
                frame,
                ref -> {
                    inventory.lock(ref);
                    transaction.acknowledged().add(ref);
                },
                false);
        if (late != null) {
            transaction.fail(late.reason());
        }
    }

    /** Whether it acknowledges what was delivered before the connection was lost, and has returned to its queue. */
    private static boolean namesLostDeliveries(SessionState session, ConsumerFrame.Acknowledge frame) {
        if (session.resumption() == null) {
            return false;
        }
        for (ConsumerFrame.Range range : frame.ranges()) {
            ConsumerState consumer = Consumers.find(session.connection(), range.consumer());
            if (consumer == null || range.first() < consumer.outstanding().first()) {
                return true;
            }
        }
        return false;
    }

    /** A lost session goes on: the transaction that was open has been rolled back with it, unless it has committed. */
    void resume(SessionState session, long ended) {
        Resumption resumption = Objects.requireNonNull(session.resumption());
        session.lastTransaction(Math.max(ended, session.window().committed()));
        if (resumption.open() > session.lastTransaction()) {
            open(session, resumption.open()).fail(LOST);
        }
    }

    /** Whether it was the session's and has ended, or is a branch that the session has left: what is said of it may have crossed that. */
    static boolean isOver(SessionState session, long number) {
        return number <= session.lastTransaction()
                || (session.transaction() != null && number < session.transactionNumber());
    }

    static String over(SessionState session, long number) {
        return "transaction " + number + " of session " + session.id() + " has ended";
    }

    private Transaction open(SessionState session, long number) {
        Transaction transaction = session.transaction();
        if (transaction == null && number > session.lastTransaction()) {
            transaction = begin();
            session.begin(transaction, number);
        }
        if (transaction == null || session.transactionNumber() != number) {
            throw new Refusal(
                    ErrorCode.PROTOCOL, "transaction " + number + " of session " + session.id() + " is not open");
        }
        return transaction;
    }

    /** A new transaction, with a number in the journal that was never used. */
    Transaction begin() {
        return new Transaction(++lastId);
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
        if (session.transactionNumber() != number) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE, "transaction " + session.transactionNumber() + " is open, not " + number);
        }
        if (transaction.branch()) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE, "transaction " + number + " is that of a branch: its coordinator ends it");
        }
        session.endTransaction();
        return transaction;
    }

    /**
     * Commits.
     *
     * @param reply runs when the outcome is on disk
     * @throws Refusal TRANSACTION_ROLLED_BACK if it could not
     */
    void commit(SessionState session, long number, Held reply) {
        Resumption resumption = session.resumption();
        if (resumption != null && resumption.open() == number && answered(session, resumption, reply)) {
            return;
        }
        Transaction transaction = take(session, number);
        if (transaction == null) {
            session.window().committed(number); // should the client ask again
            reply.release();
            return;
        }
        Held arrivals = completion.commit(
                transaction, new Effect.TransactionCommitted(transaction.id(), origin(session, number)));
        session.window().committed(number);
        conclude(session, transaction, () -> {
            arrivals.release();
            reply.release();
        });
    }

    /** Answers a commit of before the connection was lost; false if that transaction has not committed. */
    private boolean answered(SessionState session, Resumption resumption, Held reply) {
        if (resumption.forgotten()) {
            throw new Refusal(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the broker does not know any more whether transaction " + resumption.open() + " has committed");
        }
        if (session.window().committed() != resumption.open()) {
            return false;
        }
        gate.holdUnlessDurable(ledger.lastPosition(), reply);
        return true;
    }

    /** Does it when the commit is on disk, and never before an earlier commit of the session: its messages come in order. */
    private void conclude(SessionState session, Transaction transaction, Held done) {
        if (!transaction.journalled() && session.heldCommits() == 0) {
            done.release();
            return;
        }
        session.heldCommits(session.heldCommits() + 1);
        gate.hold(ledger.lastPosition(), () -> {
            session.heldCommits(session.heldCommits() - 1);
            done.release();
        });
    }

    private static Effect.Origin origin(SessionState session, long number) {
        return new Effect.Origin(session.connection().incarnation(), session.id(), number);
    }

    /** Rolls back the transaction of that number, if it is open. */
    void rollBack(SessionState session, long number) {
        Transaction transaction = take(session, number);
        if (transaction != null) {
            completion.rollBack(transaction);
        }
    }

    /** The session ends: so does its local transaction. */
    void abandon(SessionState session) {
        Transaction transaction = session.transaction();
        if (transaction != null) {
            session.endTransaction();
            if (!transaction.branch()) {
                completion.rollBack(transaction);
            }
        }
    }
}
