package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.message.StreamedBody;
import io.angarium.journal.JournalScan;
import io.angarium.journal.Loss;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.file.FileDisk;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.host.Compaction;
import io.angarium.server.host.Salvage;
import io.angarium.server.testing.TestXid;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tools make of a journal with bodies in parts. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LargeBodyJournalTest {
    private static final int SEGMENT = 1 << 19; // three parts in each
    private static final int PARTS = 18;

    @TempDir
    Path folder;

    private String source = "old";
    private int segment = SEGMENT;
    private final byte[] content = new byte[(PARTS - 1) * 128 * 1024 + 5];

    private BrokerSettings settings(String name) {
        return BrokerSettings.in(folder.resolve(name))
                .withName(name + "-" + folder.getFileName())
                .withTransport(null)
                .withSegmentBytes(segment);
    }

    /** A body that stays between two that go, and a small message. */
    @BeforeEach
    void write() throws JMSException {
        new Random(5).nextBytes(content);
        try (Broker broker = Broker.start(settings(source));
                Connection connection = new AngariumConnectionFactory("vm://" + broker.name()).createConnection()) {
            connection.start();
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(null);
            for (String queue : List.of("goes", "stays", "goes")) {
                BytesMessage message = session.createBytesMessage();
                ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
                producer.send(session.createQueue(queue), message);
            }
            producer.send(session.createQueue("stays"), session.createTextMessage("small"));
            MessageConsumer consumer = session.createConsumer(session.createQueue("goes"));
            assertThat(consumer.receive(10_000)).isNotNull();
            assertThat(consumer.receive(10_000)).isNotNull();
        }
    }

    /** What is in the queue "stays", and in the one for what could not be read. */
    private void check(String name, boolean sound) throws JMSException {
        try (Broker broker = Broker.start(settings(name));
                Connection connection = new AngariumConnectionFactory("vm://" + broker.name()).createConnection()) {
            connection.start();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("stays"));
            if (sound) {
                Message large = consumer.receive(10_000);
                assertThat(((BytesMessage) large).getBody(byte[].class)).isEqualTo(content);
            } else {
                MessageConsumer quarantine = session.createConsumer(session.createQueue("QUARANTINE"));
                assertThat(quarantine.receive(10_000)).isNotNull();
            }
            assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo("small");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    private List<Long> places(Class<? extends Effect> kind) {
        List<Long> places = new ArrayList<>();
        JournalScan.dump(FileDisk.of(settings(source).journalFolder()), (type, position, payload) -> {
            if (type < RecordGroup.MOVE - 4 && kind.isInstance(EffectReader.read(type, payload))) {
                places.add(position);
            }
        });
        return places;
    }

    @Test
    void compactionMovesThePartsThatLiveAndDropsTheRest() throws IOException, JMSException {
        Compaction.Outcome outcome = JournalMaintenance.compact(settings(source), moved -> {});

        assertThat(outcome.messages()).isEqualTo(2);
        assertThat(outcome.liveBytes()).isBetween((long) content.length, content.length + 20_000L);
        assertThat(JournalScan.verify(FileDisk.of(settings(source).journalFolder()))
                        .damage())
                .isNull();
        check(source, true);
    }

    @Test
    void salvageTakesThePartsOver() throws IOException, JMSException {
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings(source), settings("saved"), moved -> {});

        assertThat(outcome.losses()).isEmpty();
        assertThat(outcome.messages()).isEqualTo(2);
        check("saved", true);
    }

    @Test
    void aMessageWhoseBodyHasLostAPartIsInQuarantineAfterASalvage() throws IOException, JMSException {
        JournalMaintenance.compact(settings(source), moved -> {}); // leaves a checkpoint
        damageAPart();
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings(source), settings("saved"), moved -> {});

        assertThat(outcome.losses()).isNotEmpty();
        check("saved", false);
    }

    /** Of a part in the middle of the body, where it is now. */
    private void damageAPart() throws IOException {
        List<Long> places = keptParts(PARTS / 2);
        assertThat(places).hasSize(1);
        damage(places.get(0));
    }

    /** Where the checkpoint says that the parts of a number are, in the order in which they were written first. */
    private List<Long> keptParts(int number) {
        Map<Long, Long> places = new TreeMap<>();
        JournalScan.dump(
                FileDisk.of(settings(source).journalFolder()),
                (type, position, payload) -> {
                    if (EffectReader.read(type, payload) instanceof Effect.BodyPartKept part && part.part() == number) {
                        places.put(part.id(), part.place());
                    }
                },
                (type, position, payload) -> {});
        return List.copyOf(places.values());
    }

    private void damage(long place) throws IOException {
        Path file = settings(source).journalFolder().resolve(String.format("segment-%016d.journal", place / segment));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(place % segment + 1000);
            open.write(new byte[] {1, 2, 3, 4});
        }
    }

    /** The message is behind the last checkpoint and sound; without the whole of its body it is of no use. */
    @Test
    void aMessageWhoseBodyHasLostAPartBehindTheCheckpointIsInQuarantineAfterASalvage()
            throws IOException, JMSException {
        source = "large";
        segment = 16 << 20; // no checkpoint is due
        write();
        List<Long> parts = places(Effect.BodyPartStored.class);
        assertThat(parts).as("none is in a checkpoint only").hasSize(3 * PARTS);
        damage(parts.get(2 * PARTS - 2)); // the last but one of the body that stays
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings(source), settings("saved"), moved -> {});

        assertThat(outcome.losses()).extracting(Loss::what).anySatisfy(what -> assertThat(what)
                .contains("of the " + content.length + " bytes of its body")
                .contains("QUARANTINE"));
        assertThat(outcome.messages()).isEqualTo(2);
        check("saved", false);
    }

    @Test
    void aPreparedBranchIsSavedWithoutTheMessageWhoseBodyHasLostAPart() throws Exception {
        Xid branch = new TestXid("salvage", "one");
        try (Broker broker = Broker.start(settings(source));
                XAConnection connection =
                        new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection()) {
            XASession session = connection.createXASession();
            session.getXAResource().start(branch, XAResource.TMNOFLAGS);
            MessageProducer producer = session.createProducer(session.createQueue("stays"));
            BytesMessage message = session.createBytesMessage();
            ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
            producer.send(message);
            producer.send(session.createTextMessage("in the branch"));
            session.getXAResource().end(branch, XAResource.TMSUCCESS);
            assertThat(session.getXAResource().prepare(branch)).isEqualTo(XAResource.XA_OK);
        }
        JournalMaintenance.compact(settings(source), moved -> {});
        List<Long> parts = keptParts(PARTS / 2);
        assertThat(parts).hasSize(2);
        damage(parts.get(1));
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings(source), settings("saved"), moved -> {});

        assertThat(outcome.losses()).extracting(Loss::what).anySatisfy(what -> assertThat(what)
                .contains("of whose body not all parts are there"));
        try (Broker broker = Broker.start(settings("saved"));
                XAConnection connection =
                        new AngariumXAConnectionFactory("vm://" + broker.name()).createXAConnection()) {
            connection.createXASession().getXAResource().commit(branch, false);
            connection.start();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("stays"));
            assertThat(((BytesMessage) consumer.receive(10_000)).getBody(byte[].class))
                    .isEqualTo(content);
            assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo("small");
            assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo("in the branch");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void theRecordsOfPartsAreInTheDump() throws JMSException {
        source = "large";
        segment = 16 << 20; // no checkpoint is due, after which segments with dead parts are given up
        write();
        assertThat(places(Effect.BodyPartStored.class)).hasSize(3 * PARTS);
    }
}
