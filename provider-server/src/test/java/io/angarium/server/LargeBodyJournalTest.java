package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.StreamedBody;
import io.angarium.journal.JournalScan;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.file.FileDisk;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.host.Compaction;
import io.angarium.server.host.Salvage;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

    private final byte[] content = new byte[(PARTS - 1) * 128 * 1024 + 5];

    private BrokerSettings settings(String name) {
        return BrokerSettings.in(folder.resolve(name))
                .withName(name + "-" + folder.getFileName())
                .withTransport(null)
                .withSegmentBytes(SEGMENT);
    }

    /** A body that stays between two that go, and a small message. */
    @BeforeEach
    void write() throws JMSException {
        new Random(5).nextBytes(content);
        try (Broker broker = Broker.start(settings("old"));
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
        JournalScan.dump(FileDisk.of(settings("old").journalFolder()), (type, position, payload) -> {
            if (type < RecordGroup.MOVE - 4 && kind.isInstance(EffectReader.read(type, payload))) {
                places.add(position);
            }
        });
        return places;
    }

    @Test
    void compactionMovesThePartsThatLiveAndDropsTheRest() throws IOException, JMSException {
        Compaction.Outcome outcome = JournalMaintenance.compact(settings("old"), moved -> {});

        assertThat(outcome.messages()).isEqualTo(2);
        assertThat(outcome.moved()).isPositive();
        assertThat(outcome.liveBytes()).isBetween((long) content.length, content.length + 20_000L);
        assertThat(JournalScan.verify(FileDisk.of(settings("old").journalFolder()))
                        .damage())
                .isNull();
        check("old", true);
    }

    @Test
    void salvageTakesThePartsOver() throws IOException, JMSException {
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings("old"), settings("saved"), moved -> {});

        assertThat(outcome.losses()).isEmpty();
        assertThat(outcome.messages()).isEqualTo(2);
        check("saved", true);
    }

    @Test
    void aMessageWhoseBodyHasLostAPartIsInQuarantineAfterASalvage() throws IOException, JMSException {
        JournalMaintenance.compact(settings("old"), moved -> {}); // leaves a checkpoint
        damageAPart();
        Salvage.Outcome outcome = JournalMaintenance.salvage(settings("old"), settings("saved"), moved -> {});

        assertThat(outcome.losses()).isNotEmpty();
        check("saved", false);
    }

    /** Of a part in the middle of the body, where it is now. */
    private void damageAPart() throws IOException {
        List<Long> places = new ArrayList<>();
        Path journal = settings("old").journalFolder();
        JournalScan.dump(
                FileDisk.of(journal),
                (type, position, payload) -> {
                    if (EffectReader.read(type, payload) instanceof Effect.BodyPartKept part
                            && part.part() == PARTS / 2) {
                        places.add(part.place());
                    }
                },
                (type, position, payload) -> {});
        assertThat(places).hasSize(1);
        damage(places.get(0));
    }

    private void damage(long place) throws IOException {
        Path file = settings("old").journalFolder().resolve(String.format("segment-%016d.journal", place / SEGMENT));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(place % SEGMENT + 1000);
            open.write(new byte[] {1, 2, 3, 4});
        }
    }

    @Test
    void theRecordsOfPartsAreInTheDump() {
        assertThat(places(Effect.BodyPartStored.class)).hasSize(3 * PARTS);
    }
}
