package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.TestXid;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How often a transaction has the disk forced: a local commit and a one-phase commit once, a two-phase commit twice, and many share. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForcesTest {
    private static final int TRANSACTIONS = 256;

    /** What the broker forces beside, to have space prepared. */
    private static final double BESIDE = 1.2;

    /** Records that nobody waits for are forced so often at most: counts where a transaction takes long because others use the machine. */
    private static final double UNASKED_EACH_SECOND = 20;

    @TempDir
    private Path folder;

    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong names = new AtomicLong();
    private Broker broker;

    /** One transaction of a session that is ready for it. */
    private interface Transacting {
        void once() throws JMSException, XAException;
    }

    private interface Opening {
        Transacting open(XAConnection connection) throws JMSException;
    }

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0), counting(JournalDisk.class, new MemoryDisk()));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** Counts the forces of files. */
    private <T> T counting(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            try {
                if (method.getName().equals("force")) {
                    forces.incrementAndGet();
                }
                Object result = method.invoke(real, args);
                return result instanceof JournalFile file ? counting(JournalFile.class, file) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private Transacting local(XAConnection connection) throws JMSException {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("q" + names.incrementAndGet()));
        return () -> {
            producer.send(session.createTextMessage("a"));
            session.commit();
        };
    }

    private Transacting branch(XAConnection connection, boolean onePhase) throws JMSException {
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        MessageProducer producer = session.createProducer(session.createQueue("q" + names.incrementAndGet()));
        return () -> {
            TestXid xid = new TestXid("forces", "b" + names.incrementAndGet());
            resource.start(xid, XAResource.TMNOFLAGS);
            producer.send(session.createTextMessage("a"));
            resource.end(xid, XAResource.TMSUCCESS);
            if (!onePhase) {
                assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
            }
            resource.commit(xid, onePhase);
        };
    }

    /** Until the journal's space is prepared and nothing is forced any more. */
    private void awaitRest() {
        AtomicLong seen = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(300))
                .until(() -> seen.getAndSet(forces.get()) == forces.get());
    }

    /** Forces per transaction of so many threads, each with a connection of its own. */
    private double forcesEach(int threads, Opening opening) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<XAConnection> connections = new ArrayList<>();
        List<Transacting> ready = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                XAConnection connection =
                        new AngariumXAConnectionFactory("angarium://127.0.0.1:" + broker.port()).createXAConnection();
                connections.add(connection);
                ready.add(opening.open(connection));
                ready.get(i).once();
            }
            awaitRest();
            long before = forces.get();
            List<Future<?>> running = new ArrayList<>();
            for (Transacting transacting : ready) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < TRANSACTIONS / threads; i++) {
                        transacting.once();
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            return (double) (forces.get() - before) / (TRANSACTIONS / threads * threads);
        } finally {
            pool.shutdownNow();
            for (XAConnection connection : connections) {
                connection.close();
            }
        }
    }

    private void costs(double most, String what, Opening opening) throws Exception {
        long begin = System.nanoTime();
        double alone = forcesEach(1, opening);
        double unasked = UNASKED_EACH_SECOND * (System.nanoTime() - begin) / 1e9 / TRANSACTIONS;
        double few = forcesEach(8, opening);
        double many = forcesEach(32, opening);
        System.out.printf("%s: %.2f forces each, %.2f with 8 threads, %.2f with 32%n", what, alone, few, many);
        assertThat(alone).isBetween(most, most * BESIDE + unasked);
        assertThat(few).as("shared by 8").isLessThan(most * 0.8);
        assertThat(many).as("shared by 32").isLessThan(most * 0.8);
    }

    @Test
    void aLocalCommitIsOneForce() throws Exception {
        costs(1, "local commit", this::local);
    }

    @Test
    void aOnePhaseCommitIsOneForce() throws Exception {
        costs(1, "one-phase commit", connection -> branch(connection, true));
    }

    @Test
    void aTwoPhaseCommitIsTwoForces() throws Exception {
        costs(2, "two-phase commit", connection -> branch(connection, false));
    }
}
