package io.angarium.examples.benchmark.scenario;

import com.arjuna.ats.jta.TransactionManager;
import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Progress;
import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.measure.Tally;
import io.angarium.examples.benchmark.measure.Verdict;
import jakarta.jms.JMSException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Global transactions with Narayana and Derby: receive a message, send it to the end of the same queue, insert a row. The yardstick does the same with a resource that
 * does nothing in place of the provider, which is what the transaction manager and the database take; without the row there is one resource, which commits in one phase.
 */
final class Xa implements Scenario {
    private static final int BATCH = 500;

    /** Who takes part in the transactions. */
    enum Members {
        PROVIDER_AND_DATABASE,
        PROVIDER,
        DATABASE
    }

    private final Bench bench;
    private final String queue;
    private final int threads;
    private final Members members;
    private final Database database;

    Xa(Bench bench, String queue, int threads, Members members) {
        this.bench = bench;
        this.queue = queue;
        this.threads = threads;
        this.members = members;
        useStore(bench.folder().resolve("transactions"));
        this.database = new Database(bench.folder());
    }

    /** Before Narayana's first class is loaded; each of its three stores reads a property of its own. */
    private static void useStore(Path folder) {
        for (String store : List.of("", ".communicationStore", ".stateStore")) {
            String bean = "com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean" + store;
            System.setProperty(bean + ".objectStoreDir", folder.toString());
            System.setProperty("ObjectStoreEnvironmentBean" + store + ".objectStoreDir", folder.toString());
        }
        System.setProperty("CoreEnvironmentBean.nodeIdentifier", "benchmark");
    }

    @Override
    public Sample measure(Run run) throws JMSException, InterruptedException {
        if (members != Members.DATABASE) {
            new Supply(bench, queue).persistent(run.number(), run.volume(), BATCH);
        }
        Gauge gauge = bench.gauge(run);
        List<Histogram> times = new ArrayList<>();
        List<Progress> done = new ArrayList<>();
        List<XaParty> parties = new ArrayList<>();
        Sample sample;
        try (Crew crew = new Crew("transaction", gauge::breakOff)) {
            for (int i = 0; i < threads; i++) {
                XaParty party = members == Members.DATABASE ? XaParty.none() : XaParty.of(bench.endpoint(), queue);
                Histogram histogram = Gauge.histogram();
                Progress progress = new Progress();
                parties.add(party);
                times.add(histogram);
                done.add(progress);
                crew.start(() -> work(run, gauge, party, progress, histogram));
            }
            sample = gauge.window(run.ramp(), run.length(), () -> sum(done));
            crew.join();
        } finally {
            for (XaParty party : parties) {
                party.close(); // it may have fetched messages ahead, which the check has to find in the queue
            }
        }
        check(run, sum(done));
        Histogram all = Gauge.histogram();
        times.forEach(all::add);
        return sample.with(all);
    }

    private static long sum(List<Progress> progress) {
        return progress.stream().mapToLong(Progress::count).sum();
    }

    private @Nullable Void work(Run run, Gauge gauge, XaParty party, Progress done, Histogram times)
            throws JMSException, NotSupportedException, SystemException, RollbackException, HeuristicMixedException,
                    HeuristicRollbackException {
        jakarta.transaction.TransactionManager manager = TransactionManager.transactionManager();
        try (Database.Rows rows = database.open()) {
            for (long sequence = 0; gauge.running(); sequence++) {
                long begin = System.nanoTime();
                manager.begin();
                Transaction transaction = manager.getTransaction();
                transaction.enlistResource(party.resource());
                if (members != Members.PROVIDER) {
                    transaction.enlistResource(rows.resource());
                    rows.insert(run.number(), sequence);
                }
                party.forward();
                manager.commit();
                if (gauge.recording()) {
                    times.recordValue(System.nanoTime() - begin);
                }
                done.add(1);
            }
        }
        return null;
    }

    /** As many rows as transactions, and every message once in the queue; in which order depends on who took turns. */
    private void check(Run run, long transactions) throws JMSException {
        long rows = database.rows(run.number());
        if (rows != (members == Members.PROVIDER ? 0 : transactions)) {
            throw new BenchmarkException(transactions + " transactions committed, but " + rows + " rows are there");
        }
        if (members == Members.DATABASE) {
            return;
        }
        Tally tally = new Tally(run.number(), 1);
        try (Drain drain = new Drain(bench, queue)) {
            drain.take(tally, run.volume(), BATCH);
            drain.commit();
        }
        Verdict verdict = Verdict.competing(new long[] {run.volume()}, List.of(tally));
        if (verdict.lost() != 0 || verdict.doubled() != 0 || verdict.foreign() != 0) {
            throw new BenchmarkException("of " + run.volume() + " messages in transactions: " + verdict);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
