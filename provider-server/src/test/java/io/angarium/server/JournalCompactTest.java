package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.journal.DirectoryLockedException;
import io.angarium.journal.JournalScan;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.file.FileDisk;
import io.angarium.journal.testing.HaltingDisk;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.host.Compaction;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Journals made small while no broker runs, also by a process that is killed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalCompactTest {
    private static final int SEGMENT = 1 << 18;
    private static final int SENT = 1_200;
    private static final int EVERY = 12;
    private static final String BALLAST = "b".repeat(2_000);

    /** As many bytes of files as a running broker leaves as they are only as long as it has not begun to copy. */
    private static final long SPARSE = 9L * SEGMENT;

    private static final int MOST_TRIES = 20;

    @TempDir
    Path home;

    private Path folder;

    private final List<String> kept = new ArrayList<>();

    private BrokerSettings settings() {
        return BrokerSettings.in(folder)
                .withName("compact-" + folder.getFileName())
                .withTransport(null)
                .withSegmentBytes(SEGMENT);
    }

    /** A broker may empty segments by itself before it has ended: then all is done once more. */
    @BeforeEach
    void leaveSparseSegments() throws IOException, JMSException {
        int tries = 0;
        do {
            folder = home.resolve("try-" + ++tries + "-" + home.getFileName());
            kept.clear();
            sendAndTakeMost();
        } while ((fileBytes() < SPARSE || copied() > 0) && tries < MOST_TRIES);
        assertThat(fileBytes()).as("bytes of sparse segments").isGreaterThan(SPARSE);
        assertThat(copied()).as("records that were moved already").isZero();
    }

    /** What was copied may still be there in the segments that it came from, so that their bytes say nothing of it. */
    private int copied() {
        AtomicInteger found = new AtomicInteger();
        JournalScan.dump(FileDisk.of(folder.resolve("journal")), (type, position, payload) -> {
            if (type == RecordGroup.MOVE) {
                found.incrementAndGet();
            }
        });
        return found.get();
    }

    /** One message in so many stays, the others go: each segment is left with a few. */
    private void sendAndTakeMost() throws JMSException {
        try (Broker broker = Broker.start(settings());
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name())
                        .createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue old = context.createQueue("old");
            Queue young = context.createQueue("young");
            JMSProducer producer = context.createProducer();
            for (int i = 0; i < SENT; i++) {
                Message message = context.createTextMessage(BALLAST);
                producer.send(i % EVERY == 0 ? old : young, message);
                if (i % EVERY == 0) {
                    kept.add(message.getJMSMessageID());
                }
            }
            context.commit();
            JMSConsumer consumer = context.createConsumer(young);
            for (int i = 0; i < SENT - kept.size(); i++) {
                assertThat(consumer.receive(5_000)).isNotNull();
            }
            context.commit();
        }
    }

    private long fileBytes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** What a broker on the folder hands out. */
    private List<String> drain() throws JMSException {
        List<String> found = new ArrayList<>();
        try (Broker broker = Broker.start(settings());
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue("old"))) {
            for (Message message = consumer.receive(5_000);
                    message != null;
                    message = consumer.receive(found.size() < kept.size() ? 5_000 : 100)) {
                assertThat(message.getBody(String.class)).isEqualTo(BALLAST);
                found.add(message.getJMSMessageID());
            }
        }
        return found;
    }

    @Test
    void whatLivesIsLeftInFewFilesInItsOrder() throws IOException, JMSException {
        long before = fileBytes();
        Compaction.Outcome outcome = JournalMaintenance.compact(settings(), moved -> {});
        System.out.println("compacted: " + outcome + ", files " + before + " -> " + fileBytes());
        assertThat(outcome.messages()).isEqualTo(kept.size());
        assertThat(outcome.moved()).isPositive();
        assertThat(fileBytes()).isLessThan(before / 3).isLessThanOrEqualTo(outcome.liveBytes() * 5 / 4 + 3 * SEGMENT);
        assertThat(JournalScan.verify(FileDisk.of(folder.resolve("journal"))).damage())
                .isNull();
        Compaction.Outcome again = JournalMaintenance.compact(settings(), moved -> {});
        assertThat(again.messages()).isEqualTo(kept.size());
        assertThat(fileBytes()).isLessThanOrEqualTo(outcome.liveBytes() * 5 / 4 + 3 * SEGMENT);
        assertThat(drain()).isEqualTo(kept);
    }

    /** With so little memory the middle of the queue is in lists of three messages. */
    @Test
    void queuesOfWhichTheMiddleIsInListsKeepTheirOrder() throws IOException, JMSException {
        BrokerSettings little = settings().withMessaging(new MessagingSettings(3L * 64 * 1024, 10, "DLQ", true, 0, 0));
        JournalMaintenance.compact(little, moved -> {});
        List<Effect.ListKept> lists = new ArrayList<>();
        JournalScan.dump(
                FileDisk.of(folder.resolve("journal")),
                (type, position, payload) -> {
                    if (EffectReader.read(type, payload) instanceof Effect.ListKept list) {
                        lists.add(list);
                    }
                },
                (type, position, payload) -> {});
        assertThat(lists).isNotEmpty();
        long files = fileBytes();
        Compaction.Outcome again = JournalMaintenance.compact(little, moved -> {});
        assertThat(again.messages()).isEqualTo(kept.size());
        assertThat(fileBytes()).isLessThanOrEqualTo(files + SEGMENT);
        assertThat(drain()).isEqualTo(kept);
    }

    @Test
    void aJournalInUseIsLeftAlone() {
        try (Broker broker = Broker.start(settings())) {
            assertThat(broker.name()).isNotEmpty();
            assertThatThrownBy(() -> JournalMaintenance.compact(settings(), moved -> {}))
                    .isInstanceOf(DirectoryLockedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "create preparing-, 1",
        "rename preparing-, 1",
        "forceDirectory, 2",
        "delete segment-, 1",
        "delete segment-, 3",
        "force segment-, 3",
        "force segment-, 6",
        "create preparing-, 2",
        "rename preparing-, 2",
        "delete checkpoint-, 1",
    })
    void aKillAtANamedStepLosesAndDoublesNothing(String step, int which) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString(),
                        step,
                        Integer.toString(which))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as("ended at " + step).isEqualTo(137);
        assertThat(JournalScan.verify(FileDisk.of(folder.resolve("journal"))).damage())
                .isNull();
        if (which % 2 == 0) {
            JournalMaintenance.compact(settings(), moved -> {});
        }
        assertThat(drain()).isEqualTo(kept);
    }

    /** Compacts until it is halted. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0])).withSegmentBytes(SEGMENT);
            List<String> seen = new ArrayList<>();
            HaltingDisk disk = HaltingDisk.haltingAt(
                    new HaltingDisk(FileDisk.of(settings.journalFolder()), seen::add),
                    arguments[1],
                    Integer.parseInt(arguments[2]));
            JournalMaintenance.compact(settings, disk, moved -> {});
            System.out.println("not halted: " + seen);
        }
    }
}
