package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.TestXid;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Very many branches in doubt: found at once, with a memory that does not grow with their messages, before and after a restart. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class InDoubtTest {
    private static final int THREADS = 4;
    private static final int BODY = 1024;
    private static final long BYTES_PER_BRANCH = 3072;
    /** On a machine that does nothing else, so only with {@code -Psoak}. */
    private static final Duration SCAN = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private Broker broker;

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void fiftyThousandMessagesInAThousandBranches() throws Exception {
        inDoubt(1000, 50, 40L << 20);
    }

    @Test
    void tenThousandBranchesOfOneMessage() throws Exception {
        inDoubt(10_000, 1, 40L << 20);
    }

    @Test
    @Tag("soak")
    void aMillionMessagesInTenThousandBranches() throws Exception {
        List<Long> scans = inDoubt(10_000, 100, 400L << 20);
        assertThat(scans).hasSize(2).allMatch(millis -> millis < SCAN.toMillis());
    }

    private void start(long memory) {
        MessagingSettings usual = MessagingSettings.defaults();
        broker = Broker.start(BrokerSettings.in(folder)
                .withPort(0)
                .withMessaging(new MessagingSettings(
                        memory, usual.maxDeliveries(), usual.deadLetterQueue(), usual.createDestinations(), 0, 0)));
    }

    private XAConnection connect() throws JMSException {
        return new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection();
    }

    /** Returns how long the scans took in milliseconds, before a restart and after it. */
    private List<Long> inDoubt(int branches, int messages, long memory) throws Exception {
        start(memory);
        long began = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                running.add(pool.submit(() -> {
                    prepare(thread, branches / THREADS, messages);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        long before = look("prepared in " + millisSince(began) + " ms", branches, memory);
        broker.close();
        began = System.nanoTime();
        start(memory);
        long after = look("started again in " + millisSince(began) + " ms", branches, memory);
        complete(branches, messages);
        return List.of(before, after);
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private void prepare(int thread, int branches, int messages) throws JMSException, XAException {
        try (XAConnection connection = connect()) {
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            MessageProducer producer = session.createProducer(session.createQueue("out" + thread));
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[BODY]);
            for (int b = 0; b < branches; b++) {
                TestXid xid = new TestXid("in doubt", thread + "." + b);
                resource.start(xid, XAResource.TMNOFLAGS);
                for (int m = 0; m < messages; m++) {
                    producer.send(message);
                }
                resource.end(xid, XAResource.TMSUCCESS);
                assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
            }
        }
    }

    private Xid[] scan() throws JMSException, XAException {
        try (XAConnection connection = connect()) {
            return connection
                    .createXASession()
                    .getXAResource()
                    .recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
        }
    }

    private long memoryUsed() {
        return ((Number) ManagementPeer.ask("vm://" + broker.name(), "broker.status", Map.of())
                        .get("memoryUsed"))
                .longValue();
    }

    private long look(String what, int branches, long memory) throws JMSException, XAException {
        long began = System.nanoTime();
        Xid[] found = scan();
        long scanned = millisSince(began);
        assertThat(memoryUsed()).isLessThan(memory * 7 / 8);
        Awaitility.await("what they have sent is parked")
                .atMost(Duration.ofSeconds(60))
                .until(() -> memoryUsed() < branches * BYTES_PER_BRANCH);
        long parked = millisSince(began);
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        System.out.printf(
                "%d branches in doubt, %s: scan %d ms; after %d ms counted %d KiB, live heap of broker and client %d"
                        + " MiB%n",
                found.length, what, scanned, parked, memoryUsed() >> 10, heap >> 20);
        assertThat(found).hasSize(branches).doesNotHaveDuplicates();
        return scanned;
    }

    private void complete(int branches, int messages) throws Exception {
        try (XAConnection connection = connect()) {
            XAResource resource = connection.createXASession().getXAResource();
            int n = 0;
            for (Xid xid : scan()) {
                if (n++ % 10 == 0) {
                    resource.commit(xid, false);
                } else {
                    resource.rollback(xid);
                }
            }
        }
        assertThat(scan()).isEmpty();
        int received = 0;
        try (Connection connection = connect()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            for (int t = 0; t < THREADS; t++) {
                MessageConsumer consumer = session.createConsumer(session.createQueue("out" + t));
                while (consumer.receiveNoWait() != null) {
                    received++;
                }
                session.commit();
            }
        }
        assertThat(received).isEqualTo(branches / 10 * messages);
    }
}
