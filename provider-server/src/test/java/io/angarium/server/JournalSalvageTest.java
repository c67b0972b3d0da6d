package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalScan;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.Loss;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.file.FileDisk;
import io.angarium.journal.testing.HaltingDisk;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.effect.EffectWriter;
import io.angarium.server.engine.Configuration;
import io.angarium.server.host.Rehearsal;
import io.angarium.server.host.Salvage;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.TestXid;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals damaged on purpose, saved into new ones on which a broker starts. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalSalvageTest {
    private static final int SEGMENT = 1 << 18;
    /** Less than the references of the messages that branches have sent. */
    private static final long MOST_MEMORY = 350 * 1024;

    private static final int SENT = 600;
    private static final int CONSUMED = 100;
    private static final int LATER = 250;
    private static final String BALLAST = "b".repeat(2_000);

    @TempDir
    Path folder;

    private final List<String> kept = new ArrayList<>();
    private MessagingSettings messaging = MessagingSettings.defaults();

    private BrokerSettings settings(String name) {
        return BrokerSettings.in(folder.resolve(name))
                .withName(name + "-" + folder.getFileName())
                .withMessaging(messaging)
                .withTransport(null)
                .withSegmentBytes(SEGMENT);
    }

    private Path journal() {
        return folder.resolve("damaged").resolve(BrokerSettings.JOURNAL_FOLDER);
    }

    @BeforeEach
    void write() throws JMSException {
        try (Broker broker = Broker.start(settings("damaged"));
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name())
                        .createContext(JMSContext.SESSION_TRANSACTED)) {
            send(context, SENT);
            JMSConsumer consumer = context.createConsumer(context.createQueue("orders"));
            for (int i = 0; i < CONSUMED; i++) {
                assertThat(consumer.receive(5_000).getJMSMessageID()).isEqualTo(kept.remove(0));
            }
            context.commit();
        }
        JournalMaintenance.compact(settings("damaged"), moved -> {}); // leaves a checkpoint
        try (Broker broker = Broker.start(settings("damaged"));
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name())
                        .createContext(JMSContext.SESSION_TRANSACTED)) {
            send(context, LATER);
        }
    }

    private void send(JMSContext context, int count) throws JMSException {
        JMSProducer producer = context.createProducer();
        for (int i = 0; i < count; i++) {
            Message message = context.createTextMessage(BALLAST);
            producer.send(context.createQueue("orders"), message);
            kept.add(message.getJMSMessageID());
            if (i % 50 == 49) {
                context.commit();
            }
        }
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(journal())) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static void overwrite(Path file, long offset, byte[] with) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(with);
        }
    }

    private Salvage.Outcome salvage() throws IOException {
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings("damaged"), settings("saved"), moved -> {});
        assertThat(JournalScan.verify(FileDisk.of(settings("saved").journalFolder()))
                        .damage())
                .isNull();
        return outcome;
    }

    /** What a broker on the new folder hands out of a queue. */
    private List<String> drain(String queue, String property) throws JMSException {
        List<String> found = new ArrayList<>();
        try (Broker broker = Broker.start(settings("saved"));
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                found.add(property == null ? message.getJMSMessageID() : message.getStringProperty(property));
            }
        }
        return found;
    }

    @Test
    void aSoundJournalIsCopiedWithoutLosses() throws IOException, JMSException {
        Salvage.Outcome outcome = salvage();
        assertThat(outcome.losses()).isEmpty();
        assertThat(outcome.messages()).isEqualTo(kept.size());
        assertThat(drain("orders", null)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a header",
                "a batch",
                "lost sectors",
                "a checkpoint's record",
                "a checkpoint's header",
                "no checkpoint",
                "a missing segment",
                "a cut segment",
                "a footer"
            })
    void whatIsIntactIsSavedInOrderAndTheRestIsReported(String damage) throws IOException, JMSException {
        int most = damage(damage);
        Salvage.Outcome outcome = salvage();
        assertThat(outcome.losses().isEmpty()).as("a footer holds nothing else").isEqualTo(damage.equals("a footer"));
        assertThat(outcome.losses()).allSatisfy(loss -> {
            assertThat(loss.file()).matches("(segment|checkpoint)-.*");
            assertThat(loss.what()).isNotBlank();
        });
        List<String> saved = drain("orders", null);
        List<String> order = new ArrayList<>(kept);
        order.retainAll(new TreeSet<>(saved));
        assertThat(saved).as("none twice").doesNotHaveDuplicates();
        List<String> known = new ArrayList<>(saved);
        known.retainAll(new TreeSet<>(kept));
        assertThat(known).as("in order").isEqualTo(order);
        System.out.println("salvage of " + damage + ": " + saved.size() + " of " + kept.size() + ", losses "
                + outcome.losses().stream().map(Loss::toString).limit(4).toList());
        assertThat(known.size()).isGreaterThanOrEqualTo(kept.size() - most);
    }

    /** Returns how many messages it may cost. */
    private int damage(String what) throws IOException {
        List<Path> segments = files("segment-");
        List<Path> checkpoints = files("checkpoint-");
        Path middle = segments.get(segments.size() / 2);
        assertThat(checkpoints).isNotEmpty();
        byte[] rubbish = "rubbish rubbish rubbish".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        switch (what) {
            case "a header" -> overwrite(middle, 30, rubbish);
            case "a batch" -> overwrite(segments.get(segments.size() - 3), 4096 + 3_000, rubbish);
            case "lost sectors" -> overwrite(segments.get(segments.size() - 3), 60_000, new byte[16 * 1024]);
            case "a checkpoint's record" -> overwrite(checkpoints.get(0), Files.size(checkpoints.get(0)) / 2, rubbish);
            case "a checkpoint's header" -> overwrite(checkpoints.get(0), 30, rubbish);
            case "no checkpoint" -> Files.delete(checkpoints.get(0));
            case "a missing segment" -> Files.delete(middle);
            case "a cut segment" -> {
                try (RandomAccessFile open =
                        new RandomAccessFile(segments.get(segments.size() - 3).toFile(), "rw")) {
                    open.setLength(100_000);
                }
            }
            case "a footer" -> overwrite(segments.get(segments.size() - 3), SEGMENT - 60, rubbish);
            default -> throw new IllegalArgumentException(what);
        }
        return switch (what) {
            case "a header", "a footer" -> 0;
            case "a batch" -> 3;
            case "lost sectors" -> 60;
            case "a checkpoint's record" -> 5;
            case "a cut segment", "a missing segment" -> SEGMENT / 2_000 + 60;
            default -> kept.size();
        };
    }

    /** With so little memory the middle of the queue is in lists of 64 messages. */
    private List<Long> writeAgainInLists() throws IOException, JMSException {
        deleteAll("damaged");
        kept.clear();
        messaging = new MessagingSettings(64L * 64 * 1024, 10, "DLQ", true, 0, 0);
        write();
        List<Long> lists = new ArrayList<>();
        JournalScan.dump(
                FileDisk.of(journal()),
                (type, position, payload) -> {
                    if (EffectReader.read(type, payload) instanceof Effect.ListKept list) {
                        lists.add(list.place());
                    }
                },
                (type, position, payload) -> {});
        assertThat(lists).hasSizeGreaterThan(3);
        return lists;
    }

    private void deleteAll(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve(name))) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    @Test
    void messagesInListsAreCopiedWithoutLosses() throws IOException, JMSException {
        writeAgainInLists();
        Salvage.Outcome outcome = salvage();
        assertThat(outcome.losses()).isEmpty();
        assertThat(drain("orders", null)).isEqualTo(kept);
    }

    @Test
    void aDamagedListCostsItsMessagesAndIsReported() throws IOException, JMSException {
        List<Long> lists = writeAgainInLists();
        long place = lists.get(lists.size() / 2);
        Path file = files(String.format("segment-%016d", place / SEGMENT)).get(0);
        overwrite(file, place % SEGMENT + 20, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        Salvage.Outcome outcome = salvage();
        assertThat(outcome.losses()).anySatisfy(loss -> assertThat(loss.what()).contains("the list of 64 messages"));
        List<String> saved = drain("orders", null);
        assertThat(saved).doesNotHaveDuplicates().hasSizeBetween(kept.size() - 64, kept.size() - 1);
        kept.retainAll(new TreeSet<>(saved));
        assertThat(saved).as("in order").isEqualTo(kept);
    }

    /** Branches that stay prepared, so many that memory is crowded and what they have sent is in lists, of which a checkpoint speaks. */
    private List<Long> prepareBranches(int branches, int messages) throws IOException, JMSException, XAException {
        deleteAll("damaged");
        messaging = new MessagingSettings(64L * 64 * 1024, 10, "DLQ", true, 0, 0);
        try (Broker broker = Broker.start(settings("damaged"));
                XAConnection connection =
                        new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection();
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext()) {
            XASession session = connection.createXASession();
            MessageProducer producer = session.createProducer(session.createQueue("later"));
            for (int b = 0; b < branches; b++) {
                TestXid xid = new TestXid("salvaged", String.valueOf(b));
                session.getXAResource().start(xid, XAResource.TMNOFLAGS);
                for (int m = 0; m < messages; m++) {
                    producer.send(session.createTextMessage(BALLAST));
                }
                session.getXAResource().end(xid, XAResource.TMSUCCESS);
                assertThat(session.getXAResource().prepare(xid)).isEqualTo(XAResource.XA_OK);
            }
            String url = "vm://" + broker.name();
            await("what they have sent is parked")
                    .until(() -> ((Number) ManagementPeer.ask(url, "broker.status", Map.of())
                                            .get("memoryUsed"))
                                    .longValue()
                            < MOST_MEMORY);
            Queue filler = context.createQueue("filler");
            JMSConsumer consumer = context.createConsumer(filler);
            List<Path> earlier = files("checkpoint");
            for (int i = 0; earlier.containsAll(files("checkpoint")); i++) {
                assertThat(i).as("fillers without a checkpoint").isLessThan(2000);
                context.createProducer().send(filler, new byte[100 << 10]);
                consumer.receive(5_000);
            }
        }
        List<Long> lists = new ArrayList<>();
        JournalScan.dump(
                FileDisk.of(journal()),
                (type, position, payload) -> {
                    if (EffectReader.read(type, payload) instanceof Effect.SendsKept kept) {
                        lists.add(kept.list().place());
                    }
                },
                (type, position, payload) -> {});
        assertThat(lists).isNotEmpty();
        return lists;
    }

    /** Commits all that a broker on the new folder finds prepared; returns how many messages that brings. */
    private int commitSaved(int branches) throws JMSException, XAException {
        try (Broker broker = Broker.start(settings("saved"));
                XAConnection connection =
                        new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection()) {
            XAResource resource = connection.createXASession().getXAResource();
            Xid[] found = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
            assertThat(found).hasSize(branches);
            for (Xid xid : found) {
                resource.commit(xid, false);
            }
        }
        return drain("later", null).size();
    }

    @Test
    void preparedBranchesAreSavedWithAllThatTheyHaveSentButForDamagedListsWhichAreReported()
            throws IOException, JMSException, XAException {
        long place = prepareBranches(8, 200).get(0);
        assertThat(salvage().losses()).isEmpty();
        assertThat(commitSaved(8)).isEqualTo(8 * 200);

        deleteAll("saved");
        Path file = files(String.format("segment-%016d", place / SEGMENT)).get(0);
        overwrite(file, place % SEGMENT + 20, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(salvage().losses())
                .anySatisfy(loss -> assertThat(loss.what()).contains("the list of 64 messages"));
        assertThat(commitSaved(8)).isEqualTo(8 * 200 - 64);
    }

    /** As if a commit had failed, or the copier had read it: the first list was read before the broker ended; returns where its messages are. */
    private List<Long> readFirstList(long list) {
        List<Effect.SendsKept> kept = new ArrayList<>();
        List<Effect.MessagesListed> listed = new ArrayList<>();
        JournalScan.dump(
                FileDisk.of(journal()),
                (type, position, payload) -> {
                    if (EffectReader.read(type, payload) instanceof Effect.SendsKept sends
                            && sends.list().place() == list) {
                        kept.add(sends);
                    }
                },
                (type, position, payload) -> {
                    if (position == list) {
                        listed.add((Effect.MessagesListed) EffectReader.read(type, payload));
                    }
                });
        RecordGroup group = new RecordGroup();
        EffectWriter.write(
                new Effect.SendsListed(
                        kept.get(0).transaction(), kept.get(0).list().id(), listed.get(0)),
                group);
        JournalSettings settings = JournalSettings.standard(1, new WallClock()).withSegmentBytes(SEGMENT);
        try (Journal open = Journal.open(FileDisk.of(journal()), settings, (type, position, payload) -> {})) {
            open.append(group);
        }
        return listed.get(0).messages().stream().map(Effect.Listed::place).toList();
    }

    @Test
    void aDamagedMessageOfAListThatWasReadCostsItselfOnlyAndIsReported() throws IOException, JMSException, XAException {
        long place = readFirstList(prepareBranches(8, 200).get(0)).get(10);
        Path file = files(String.format("segment-%016d", place / SEGMENT)).get(0);
        overwrite(file, place % SEGMENT + 1000, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(salvage().losses())
                .anySatisfy(loss -> assertThat(loss.what()).contains("of the open transaction"));
        assertThat(commitSaved(8)).isBetween(8 * 200 - 64, 8 * 200 - 1); // records of one batch share a checksum
    }

    /** As if the copier had moved a list before the broker ended; where it was before is damaged. */
    private void move(long list) throws IOException {
        RecordGroup group = new RecordGroup();
        JournalScan.dump(FileDisk.of(journal()), (type, position, payload) -> {}, (type, position, payload) -> {
            if (position == list) {
                group.beginMove(Long.BYTES + 1 + payload.remaining())
                        .putLong(list)
                        .put((byte) type)
                        .put(payload);
                group.end();
            }
        });
        assertThat(group.count()).isOne();
        JournalSettings settings = JournalSettings.standard(1, new WallClock()).withSegmentBytes(SEGMENT);
        try (Journal open = Journal.open(FileDisk.of(journal()), settings, (type, position, payload) -> {})) {
            open.append(group);
        }
        Path before = files(String.format("segment-%016d", list / SEGMENT)).get(0);
        overwrite(before, list % SEGMENT + 20, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }

    @Test
    void aListOfABranchThatWasMovedIsReadWhereItIs() throws IOException, JMSException, XAException {
        move(prepareBranches(8, 200).get(0));
        assertThat(salvage().losses())
                .noneSatisfy(loss -> assertThat(loss.what()).contains("the list of"));
        assertThat(commitSaved(8)).isEqualTo(8 * 200);
    }

    @Test
    void aListThatWasMovedIsReadWhereItIs() throws IOException, JMSException {
        move(writeAgainInLists().get(1));
        assertThat(salvage().losses())
                .noneSatisfy(loss -> assertThat(loss.what()).contains("the list of"));
        List<String> saved = drain("orders", null);
        List<String> order = new ArrayList<>(kept);
        order.retainAll(new TreeSet<>(saved));
        assertThat(saved)
                .hasSizeGreaterThan(kept.size() - 60)
                .isEqualTo(order); // records of one batch share a checksum
    }

    /** Segments in front of the replay may be missing, since they are given up when nothing lives in them; not those in which something does. */
    @Test
    void aRehearsalTellsWhichSegmentIsMissing() throws IOException, JMSException {
        for (int lists = 0; lists < 2; lists++) {
            assertThat(JournalMaintenance.rehearse(settings("damaged"))).isNull();
            Path needed = files("segment-").get(1);
            Files.delete(needed);
            assertThat(JournalScan.verify(FileDisk.of(journal())).sound()).isTrue();
            assertThat(JournalMaintenance.rehearse(settings("damaged"))).satisfies(damage -> {
                assertThat(damage.file()).isEqualTo(needed.getFileName().toString());
                assertThat(damage.what()).contains("missing");
            });
            assertThatThrownBy(() -> Broker.start(settings("damaged")).stop())
                    .hasMessageContaining(needed.getFileName().toString());
            writeAgainInLists();
        }
    }

    @Test
    void aRehearsalBesideARunningBrokerChangesNothing() throws IOException, JMSException {
        try (Broker broker = Broker.start(settings("damaged"))) {
            assertThat(broker.name()).isNotEmpty();
            assertThat(JournalMaintenance.rehearse(settings("damaged"))).isNull();
        }
        assertThat(salvage().losses()).isEmpty();
        assertThat(drain("orders", null)).isEqualTo(kept);
    }

    /** What a running broker does, at the worst moment: the folder is another one as soon as the rehearsal comes to a checkpoint or a segment. */
    @ParameterizedTest
    @ValueSource(strings = {"checkpoint-", "segment-"})
    void aRehearsalBesideABrokerThatReplacesItsFilesReadsTheNewOnes(String replaced) throws IOException {
        Path before = folder.resolve("before");
        Files.createDirectories(before);
        for (Path file : files("")) {
            Files.copy(file, before.resolve(file.getFileName()));
        }
        try (Broker broker = Broker.start(settings("damaged"));
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue("orders"))) {
            for (int i = 0; i < SENT / 2; i++) {
                assertThat(consumer.receive(5_000)).isNotNull();
            }
        }
        JournalMaintenance.compact(settings("damaged"), moved -> {});
        assertThat(files(replaced).stream().map(Path::getFileName)).isNotEqualTo(names(before, replaced));
        ReplacedDisk disk = new ReplacedDisk(FileDisk.of(before), FileDisk.of(journal()), replaced);

        assertThat(Rehearsal.run(
                        Broker.engineSettings(settings("damaged"), Configuration.FIXED),
                        disk,
                        System::currentTimeMillis))
                .isNull();
        assertThat(disk.replaced()).isTrue();
    }

    private static List<Path> names(Path folder, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::getFileName)
                    .filter(name -> name.toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void twoSegmentsOfTheSameJournalThatWereExchangedAreBothRead() throws IOException, JMSException {
        List<Path> segments = files("segment-");
        Path one = segments.get(1);
        Path two = segments.get(2);
        Path aside = one.resolveSibling("aside");
        Files.move(one, aside);
        Files.move(two, one);
        Files.move(aside, two);
        assertThat(salvage().losses()).isNotEmpty();
        assertThat(drain("orders", null)).isNotEmpty();
    }

    @Test
    void aTargetThatIsNotEmptyIsLeftAlone() throws IOException {
        Files.createDirectories(settings("saved").journalFolder());
        Files.writeString(settings("saved").journalFolder().resolve("letter"), "dear");
        assertThatThrownBy(this::salvage).hasMessageContaining("is not empty");
    }

    @Test
    void aJournalInUseIsLeftAlone() {
        try (Broker broker = Broker.start(settings("damaged"))) {
            assertThat(broker.name()).isNotEmpty();
            assertThatThrownBy(this::salvage).hasMessageContaining("in use");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "create incomplete, 1",
        "create preparing-, 1",
        "force preparing-, 4",
        "create preparing-, 3",
        "rename preparing-, 2",
        "delete incomplete, 1",
    })
    void aKillAtANamedStepLeavesACopyThatIsRefusedAndASourceThatIsWhole(String step, int which) throws Exception {
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
        FileDisk left = FileDisk.of(settings("saved").journalFolder());
        if (!left.list().isEmpty() && !step.startsWith("create incomplete")) {
            assertThatThrownBy(() -> Broker.start(settings("saved")).stop()).hasMessageContaining("incomplete copy");
        }
        deleteAll("saved");
        assertThat(salvage().losses()).isEmpty();
    }

    /** Salvages until it is halted. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            BrokerSettings damaged =
                    BrokerSettings.in(folder.resolve("damaged")).withSegmentBytes(SEGMENT);
            BrokerSettings saved = BrokerSettings.in(folder.resolve("saved")).withSegmentBytes(SEGMENT);
            List<String> seen = new ArrayList<>();
            HaltingDisk disk = HaltingDisk.haltingAt(
                    new HaltingDisk(FileDisk.of(saved.journalFolder()), seen::add),
                    arguments[1],
                    Integer.parseInt(arguments[2]));
            JournalMaintenance.salvage(damaged, saved, disk, moved -> {});
            System.out.println("not halted: " + seen);
        }
    }
}
