package io.angarium.server.twophase;

import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.time.Duration;
import javax.transaction.xa.XAResource;

/**
 * Makes transactions of a broker and a database, one after the other. When one fails it lets both connections go, whatever the reason, and makes others, as an application does that does not look
 * closer: what became of that transaction is the transaction manager's business. Owned by its thread.
 */
abstract class WitnessThread extends Thread {
    static final String QUEUE = "witness";
    /** Longer than the broker is ever away: what a session does behind the end of its transaction would count at once. */
    private static final int TIMEOUT_SECONDS = 120;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final AngariumXAConnectionFactory broker;
    private final TransactionManager transactions;
    private final Store store;
    private volatile boolean ending;
    private volatile int failed;
    private volatile int committed;

    WitnessThread(String name, AngariumXAConnectionFactory broker, TransactionManager transactions, Store store) {
        super(name);
        this.broker = broker;
        this.transactions = transactions;
        this.store = store;
    }

    /** Prepares to work with a session. */
    abstract Work open(XASession session) throws JMSException;

    /** One transaction's worth; false if there was nothing to do. */
    interface Work {
        boolean once(Connection rows) throws Exception;
    }

    final void askToEnd() {
        ending = true;
    }

    final boolean ending() {
        return ending;
    }

    /** How many transactions were committed without trouble. */
    final int committed() {
        return committed;
    }

    /** How many transactions failed. */
    final int failed() {
        return failed;
    }

    @Override
    public final void run() {
        boolean done = false;
        while (!done) {
            try (XAConnection messaging = connect()) {
                work(messaging);
                done = true;
            } catch (Exception e) {
                failed++;
                System.err.println(getName() + ": " + e);
            }
        }
    }

    private XAConnection connect() {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(JMSException.class)
                .until(broker::createXAConnection, connection -> true);
    }

    private void work(XAConnection messaging) throws Exception {
        messaging.start();
        javax.sql.XAConnection database = store.connect();
        try {
            XASession session = messaging.createXASession();
            Work work = open(session);
            Connection rows = database.getConnection();
            XAResource branches = new NamedDatabase(database.getXAResource());
            boolean more = true;
            while (more) {
                more = transact(session.getXAResource(), branches, work, rows) || !ending;
            }
        } finally {
            transactions.suspend(); // of one that failed nothing is left at this thread
            database.close();
        }
    }

    /** One transaction; false if there was nothing to do. */
    private boolean transact(XAResource messaging, XAResource database, Work work, Connection rows) throws Exception {
        transactions.setTransactionTimeout(TIMEOUT_SECONDS);
        transactions.begin();
        Transaction transaction = transactions.getTransaction();
        boolean worked = false;
        try {
            if (!transaction.enlistResource(messaging) || !transaction.enlistResource(database)) {
                throw new IllegalStateException("a resource does not take part");
            }
            worked = work.once(rows);
        } finally {
            if (!worked) {
                transactions.rollback();
            }
        }
        if (worked) {
            transactions.commit();
            committed++;
        }
        return worked;
    }
}
