package io.angarium.jms.session;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.receiving.TransactedAcknowledger;
import io.angarium.wire.TransactionFrame;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionRolledBackException;

/** Commit, rollback and recover of one session: Jakarta Messaging 3.1 sections 6.2.7 and 6.2.10. Used by the session's thread. */
final class TransactionControl {
    private final SessionCore session;

    TransactionControl(SessionCore session) {
        this.session = session;
    }

    void commit() throws JMSException {
        session.calls().during(session, () -> {
            begin("commit");
            commit(session.transaction());
            return null;
        });
    }

    private void commit(LocalTransaction transaction) throws JMSException {
        session.checkOpen();
        if (!transaction.isUsed()) {
            return;
        }
        if (session.acknowledger() instanceof TransactedAcknowledger transacted) {
            transacted.joinTransaction();
        }
        long number = transaction.use();
        try {
            session.channel().call(correlation -> new TransactionFrame.Commit(correlation, session.number(), number));
        } catch (TransactionRolledBackException e) {
            JMSException reason = session.takeRefusal();
            session.recovery().recover(); // the transaction has ended, what was received in it comes back
            throw reason == null || e.getCause() != null ? e : JmsExceptions.caused(e, reason);
        } finally {
            transaction.next(); // whatever came of it, the broker takes this number no more
        }
    }

    void rollback() throws JMSException {
        session.calls().during(session, () -> {
            begin("roll back");
            session.checkOpen();
            session.rollBack();
            return null;
        });
    }

    private void begin(String what) throws JMSException {
        session.checkOpen();
        if (session.mode() == SessionMode.XA) {
            throw new TransactionInProgressException(
                    "an XA session does not " + what + " by itself: its transaction manager does");
        }
        if (!session.isTransacted()) {
            throw new IllegalStateException("the session is not transacted, there is nothing to " + what);
        }
        session.checkNotCompleting(what + " its own session");
        session.awaitCompletions();
    }

    void recover() throws JMSException {
        session.calls().during(session, () -> {
            recoverNow();
            return null;
        });
    }

    private void recoverNow() throws JMSException {
        session.checkOpen();
        if (session.mode().isTransacted()) {
            throw new IllegalStateException("a transacted session is rolled back, not recovered");
        }
        session.checkNotCompleting("recover its own session");
        session.acknowledger().settle();
        session.recovery().recover();
    }
}
