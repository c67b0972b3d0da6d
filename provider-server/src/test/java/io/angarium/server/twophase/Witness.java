package io.angarium.server.twophase;

import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.recovery.narayana.NarayanaRecovery;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Main of an application in a JVM of its own that works while others disturb its broker: {@code FOLDER URI}. Two threads send and two receive, each message in one transaction with a row of a Derby
 * database, which tells in the end what was to arrive and what did; Narayana decides, and its recovery scans all the while. Says {@code READY} when each has had a transaction; a line makes it end and say what the rows tell:
 *
 * <pre>
 * ROWS sent taken
 * WRONG names that one of the two has and the other has not, or has twice
 * TROUBLE transactions that failed
 * </pre>
 */
public final class Witness {
    private static final int EACH = 2;
    private static final long SCAN_MILLIS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PrintStream out;
    private final Narayana narayana;
    private final Store store;
    private final WitnessTable table;
    private final List<WitnessThread> senders = new ArrayList<>();
    private final List<WitnessThread> takers = new ArrayList<>();

    private Witness(Path folder, AngariumXAConnectionFactory broker, PrintStream out) throws SQLException {
        this.out = out;
        narayana = new Narayana(folder.resolve("transactions"));
        store = new Store(folder.resolve("database"));
        table = WitnessTable.create(store);
        for (int i = 0; i < EACH; i++) {
            senders.add(new WitnessSender("sender" + i, broker, narayana.transactions(), store));
            takers.add(new WitnessTaker("taker" + i, broker, narayana.transactions(), store));
        }
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // for logs: nobody reads what this says before the end
        Lines parent = new Lines(System.in);
        AngariumXAConnectionFactory broker = new AngariumXAConnectionFactory(arguments[1]);
        Witness witness = new Witness(Path.of(arguments[0]), broker, out);
        NarayanaRecovery recovery = NarayanaRecovery.register(broker);
        witness.narayana.recover(witness.store.connect().getXAResource());
        witness.work(parent);
        witness.tell();
        recovery.close();
        witness.store.close();
        System.exit(0); // Narayana's threads are no daemons
    }

    private void work(Lines parent) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread scans = new Thread(() -> scanUntil(over), "scans");
        scans.start();
        senders.forEach(Thread::start);
        takers.forEach(Thread::start);
        await().atMost(PATIENCE).until(() -> Stream.concat(senders.stream(), takers.stream())
                .allMatch(thread -> thread.committed() > 0));
        out.println(Child.WORD + "READY");
        parent.next();
        end(senders);
        awaitAllTaken();
        end(takers);
        over.countDown();
        scans.join();
    }

    private void scanUntil(CountDownLatch over) {
        try {
            do {
                narayana.scan();
            } while (!over.await(SCAN_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(List<WitnessThread> threads) throws InterruptedException {
        threads.forEach(WitnessThread::askToEnd);
        for (WitnessThread thread : threads) {
            thread.join();
        }
    }

    /** What does not arrive is told by the rows. */
    private void awaitAllTaken() {
        try {
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(SQLException.class) // a row that is in doubt
                    .until(() -> store.inDoubt() == 0
                            && table.verdict().taken() >= table.verdict().sent());
        } catch (ConditionTimeoutException e) {
            System.err.println("not all is taken: " + e.getMessage());
        }
    }

    private void tell() throws SQLException, XAException {
        WitnessTable.Verdict verdict = table.verdict();
        out.println(Child.WORD + "ROWS " + verdict.sent() + " " + verdict.taken() + " " + store.inDoubt());
        out.println(Child.WORD + "WRONG " + verdict.wrong());
        out.println(Child.WORD + "TROUBLE " + sum(senders) + " " + sum(takers));
    }

    private static int sum(List<WitnessThread> threads) {
        return threads.stream().mapToInt(WitnessThread::failed).sum();
    }
}
