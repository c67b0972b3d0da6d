package io.angarium.server.twophase;

import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/**
 * Main of an application in a JVM of its own that moves money between a queue and a database: {@code FOLDER URI TRANSACTIONS SEED}. Eight threads; some transactions roll back, some are suspended while
 * another one runs, some take longer than they may. Says {@code IDLE} when its sessions are closed and its connections are not yet, and, after a line from its parent, {@code DONE} and what it did, in
 * numbers.
 */
public final class Transfers {
    static final int THREADS = 8;
    private static final int TIMEOUTS = THREADS;

    /** Long enough for the work to be done by then: what a session does after the end of its transaction counts at once. */
    private static final int LATE_SECONDS = 4;

    private final TransactionManager transactions;
    private final Store store;
    private final AtomicInteger left;
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger rolledBack = new AtomicInteger();
    private final AtomicInteger suspended = new AtomicInteger();
    private final AtomicInteger timedOut = new AtomicInteger();

    private Transfers(TransactionManager transactions, Store store, int count) {
        this.transactions = transactions;
        this.store = store;
        this.left = new AtomicInteger(count);
    }

    /** A session and a database connection with its account. Used by one thread, in one transaction at a time. */
    private record Desk(
            XASession session,
            MessageConsumer money,
            MessageProducer out,
            javax.sql.XAConnection database,
            XAResource branches,
            Connection rows,
            int account) {

        static Desk open(XAConnection connection, Store store, int account) throws JMSException, SQLException {
            XASession session = connection.createXASession();
            javax.sql.XAConnection database = store.connect();
            return new Desk(
                    session,
                    session.createConsumer(session.createQueue("money")),
                    session.createProducer(session.createQueue("money")),
                    database,
                    new NamedDatabase(database.getXAResource()),
                    database.getConnection(),
                    account);
        }

        void add(int amount) throws SQLException {
            try (PreparedStatement update =
                    rows.prepareStatement("update accounts set balance = balance + ? where account = ?")) {
                update.setInt(1, amount);
                update.setInt(2, account);
                update.executeUpdate();
            }
        }

        void close() throws SQLException, JMSException {
            database.close();
            session.close();
        }
    }

    public static void main(String[] arguments) {
        try {
            transfer(arguments);
            System.exit(0); // Narayana's threads are no daemons
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void transfer(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Narayana narayana = new Narayana(folder.resolve("transactions"));
        Store store = new Store(folder.resolve("database"));
        store.openAccounts(2 * THREADS);
        Transfers transfers = new Transfers(narayana.transactions(), store, Integer.parseInt(arguments[2]));
        AngariumXAConnectionFactory factory = new AngariumXAConnectionFactory(arguments[1] + "?prefetch=1");
        List<XAConnection> connections = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            connections.add(factory.createXAConnection());
            connections.get(i).start();
        }
        long begin = System.nanoTime();
        transfers.run(connections, Long.parseLong(arguments[3]));
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        System.out.println(Child.WORD + "IDLE");
        new Lines(System.in).next();
        for (XAConnection connection : connections) {
            connection.close();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> threads().isEmpty());
        System.out.println(Child.WORD + "DONE " + transfers.committed + " " + transfers.rolledBack + " "
                + transfers.suspended + " " + transfers.timedOut + " " + millis + " " + store.balance() + " "
                + store.inDoubt());
        store.close();
    }

    /** What the client has running. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("angarium"))
                .toList();
    }

    private void run(List<XAConnection> connections, long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            work.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            transferAll(connections.get(number), number, new Random(seed + number));
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    threads));
        }
        CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get();
        threads.shutdown();
    }

    private void transferAll(XAConnection connection, int number, Random random) throws Exception {
        Desk outer = Desk.open(connection, store, 2 * number);
        Desk inner = Desk.open(connection, store, 2 * number + 1);
        int rounds = 0;
        while (left.getAndDecrement() > 0) {
            boolean late = rounds++ == 20 && timedOut.get() < TIMEOUTS;
            transfer(outer, inner, random, late);
        }
        outer.close();
        inner.close();
    }

    /** @param inner the desk of another transaction that may run in between; null in that one */
    private void transfer(Desk desk, Desk inner, Random random, boolean late) throws Exception {
        transactions.setTransactionTimeout(late ? LATE_SECONDS : 120);
        transactions.begin();
        Transaction transaction = transactions.getTransaction();
        transaction.enlistResource(desk.session().getXAResource());
        transaction.enlistResource(desk.branches());
        move(desk, random);
        if (inner != null && random.nextInt(10) == 0) {
            Transaction outer = transactions.suspend();
            transfer(inner, null, random, false);
            transactions.resume(outer);
            suspended.incrementAndGet();
        }
        if (late) {
            await().atMost(Duration.ofSeconds(30)).until(() -> transaction.getStatus() == Status.STATUS_ROLLEDBACK);
            timedOut.incrementAndGet();
            transactions.rollback();
        } else if (random.nextInt(5) == 0) {
            transactions.rollback();
            rolledBack.incrementAndGet();
        } else {
            transactions.commit();
            committed.incrementAndGet();
        }
    }

    private static void move(Desk desk, Random random) throws JMSException, SQLException {
        Message banknote = random.nextBoolean() ? desk.money().receive(20) : null;
        if (banknote != null) {
            desk.add(Integer.parseInt(((TextMessage) banknote).getText()));
        } else {
            int amount = 1 + random.nextInt(100);
            desk.add(-amount);
            desk.out().send(desk.session().createTextMessage(Integer.toString(amount)));
        }
    }
}
