package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code journal backup} of a broker that works, and a start on the copy. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class JournalBackupCommandTest {
    private static final String BALLAST = "b".repeat(2_000);

    @TempDir
    Path folder;

    private BrokerSettings settings(Path data, String name) {
        return BrokerSettings.in(data).withName(name).withPort(0).withSegmentBytes(1 << 20);
    }

    private static int backup(Broker broker, Path to, Captured terminal) {
        return terminal.run(
                "journal", "backup", to.toString(), "--json", "--url", "angarium://127.0.0.1:" + broker.port());
    }

    @Test
    void aCopyUnderLoadHoldsWhatWasConfirmedOnceAndWholeTransactions() throws Exception {
        Path copy = folder.resolve("copy");
        AtomicInteger confirmed = new AtomicInteger();
        AtomicInteger committed = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(2_000);
        int before;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Broker broker = Broker.start(settings(folder.resolve("data"), "backup-source"))) {
            String url = "angarium://127.0.0.1:" + broker.port();
            Loop going = new Loop();
            Future<?> single = threads.submit(() -> going.run(() -> send(url, going, confirmed, enough)));
            Future<?> pairs = threads.submit(() -> going.run(() -> commit(url, going, committed)));
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            before = confirmed.get();
            int pairsBefore = committed.get();
            Captured terminal = new Captured();
            int status = backup(broker, copy, terminal);
            assertThat(status).as(terminal.err()).isZero();
            assertThat(terminal.out()).contains("\"state\":\"done\"", "\"folder\":\"" + copy + "\"");
            int after = confirmed.get();
            assertThat(after).as("the broker went on").isGreaterThan(before);
            going.stop();
            single.get(30, TimeUnit.SECONDS);
            pairs.get(30, TimeUnit.SECONDS);
            System.out.println("backup under load: " + before + " confirmed before, " + after + " after, " + pairsBefore
                    + " pairs, " + terminal.out().strip());
        } finally {
            threads.shutdownNow();
        }
        assertThat(new Captured().run("journal", "verify", copy.toString())).isZero();
        try (Broker broker = Broker.start(settings(copy, "backup-copy"));
                JMSContext context =
                        new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createContext()) {
            List<Integer> singles = drain(context, "singles");
            assertThat(singles)
                    .isEqualTo(IntStream.rangeClosed(1, singles.size()).boxed().toList());
            assertThat(singles.size()).isGreaterThanOrEqualTo(before);
            assertThat(drain(context, "left"))
                    .isEqualTo(drain(context, "right"))
                    .isNotEmpty();
        }
    }

    /** A load that goes on until it is told to stop; what fails in it comes out of the future. */
    private static final class Loop {
        private volatile boolean stopped;

        interface Work {
            void run() throws JMSException;
        }

        void stop() {
            stopped = true;
        }

        Void run(Work work) throws JMSException {
            work.run();
            return null;
        }
    }

    private static void send(String url, Loop going, AtomicInteger confirmed, CountDownLatch enough) {
        try (JMSContext context = new AngariumConnectionFactory(url).createContext()) {
            Queue queue = context.createQueue("singles");
            for (int i = 1; !going.stopped; i++) {
                context.createProducer().setProperty("n", i).send(queue, BALLAST);
                confirmed.set(i);
                enough.countDown();
            }
        }
    }

    private static void commit(String url, Loop going, AtomicInteger committed) {
        try (JMSContext context = new AngariumConnectionFactory(url).createContext(JMSContext.SESSION_TRANSACTED)) {
            for (int i = 1; !going.stopped; i++) {
                context.createProducer().setProperty("n", i).send(context.createQueue("left"), BALLAST);
                context.createProducer().setProperty("n", i).send(context.createQueue("right"), BALLAST);
                context.commit();
                committed.set(i);
            }
        }
    }

    private static List<Integer> drain(JMSContext context, String queue) throws JMSException {
        List<Integer> numbers = new ArrayList<>();
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                numbers.add(message.getIntProperty("n"));
            }
        }
        return numbers;
    }

    @Test
    void aFolderThatIsNotEmptyOrNotToBeHadIsOneLine() throws IOException {
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("journal"));
        Files.writeString(taken.resolve("journal/letter"), "dear");
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        try (Broker broker = Broker.start(settings(folder.resolve("data"), "backup-refused"))) {
            Captured terminal = new Captured();
            assertThat(backup(broker, taken, terminal)).isEqualTo(Angarium.FAILED);
            assertThat(terminal.err())
                    .startsWith("angarium journal backup: the copy was not made: ")
                    .contains("is not empty")
                    .hasLineCount(1);
            Captured second = new Captured();
            assertThat(backup(broker, file.resolve("below"), second)).isEqualTo(Angarium.FAILED);
            assertThat(second.err())
                    .startsWith("angarium journal backup: the copy was not made: ")
                    .hasLineCount(1);
            assertThat(broker.failure()).isNotDone();
            Captured third = new Captured();
            assertThat(backup(broker, folder.resolve("third"), third))
                    .as(third.err())
                    .isZero();
        }
    }

    @Test
    void theUsersComeWithTheData() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path copy = folder.resolve("copy");
        try (Broker broker = Broker.start(settings(data, "backup-users"))) {
            Files.writeString(data.resolve("users"), "# nobody yet\n");
            Captured terminal = new Captured();
            assertThat(backup(broker, copy, terminal)).as(terminal.err()).isZero();
        }
        assertThat(copy.resolve("users")).hasSameTextualContentAs(data.resolve("users"));
    }
}
