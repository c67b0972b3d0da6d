package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.journal.PaperCheckpoint;
import io.angarium.journal.PaperSegment;
import io.angarium.journal.PaperSegment.Line;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder as an earlier version left it, made by the rules of docs/journal-format.md: messages that are large against a segment are in a list, which this
 * version does not write any more.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LargeMessagesInListsTest {
    private static final int SEGMENT = 1 << 18;
    private static final int MESSAGES = 5;
    private static final int LARGE = 20_000;
    private static final long JOURNAL = 4711;
    private static final long EPOCH = 1;
    private static final long TIME = 1_700_000_000_000L;
    private static final int QUEUE = 1;
    private static final int PRIORITY = 4;

    /** Types of that page. */
    private static final int BROKER_CREATED = 1;

    private static final int DESTINATION_CREATED = 2;
    private static final int MESSAGE_STORED = 10;
    private static final int NUMBERS_USED = 40;
    private static final int MESSAGES_LISTED = 45;
    private static final int LIST_KEPT = 46;

    @TempDir
    Path folder;

    private final byte[] broker = ByteBuffer.allocate(16).putLong(1).putLong(2).array();

    private BrokerSettings settings() {
        return BrokerSettings.in(folder)
                .withName("old-" + folder.getFileName())
                .withTransport(null)
                .withSegmentBytes(SEGMENT);
    }

    /** Writes bytes, big endian. */
    private interface Writer {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.to(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. */
    private static void number(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while (rest >= 128) {
            out.writeByte((int) (rest % 128 + 128));
            rest /= 128;
        }
        out.writeByte((int) rest);
    }

    private static byte[] text(int number) {
        return new MessageBuilder()
                .persistent(true)
                .priority(PRIORITY)
                .timestamp(TIME)
                .destination(Destination.queue("orders"))
                .messageId("ID:" + number)
                .text(number + " " + "x".repeat(LARGE))
                .build()
                .array();
    }

    @BeforeEach
    void write() throws IOException {
        byte[] orders = "orders".getBytes(StandardCharsets.UTF_8);
        byte[] destination = bytes(out -> {
            out.writeInt(QUEUE);
            out.writeByte(0);
            out.writeShort(orders.length);
            out.write(orders);
        });
        PaperSegment segment = new PaperSegment(JOURNAL, 1, 1, SEGMENT).header(EPOCH, TIME);
        long durable = segment.position();
        segment.batch(EPOCH, durable, Line.opening(EPOCH, TIME));
        durable = segment.position();
        segment.batch(EPOCH, durable, new Line(BROKER_CREATED, broker), new Line(DESTINATION_CREATED, destination));
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            durable = segment.position();
            ids.add(durable + 36); // behind the header of its batch
            segment.batch(EPOCH, durable, new Line(MESSAGE_STORED, stored(text(i))));
        }
        long list = segment.position() + 36;
        byte[] listed = bytes(out -> list(out, ids));
        segment.batch(EPOCH, segment.position(), new Line(MESSAGES_LISTED, listed));
        long replayFrom = segment.position();
        segment.batch(EPOCH, replayFrom, Line.closing());
        byte[] kept = bytes(out -> kept(out, list, listed.length, ids));
        byte[] numbers = bytes(out -> {
            out.writeInt(QUEUE);
            out.writeLong(0);
            out.writeLong(TIME);
        });
        PaperCheckpoint checkpoint = new PaperCheckpoint(JOURNAL, 1, EPOCH)
                .header(replayFrom, 3 + MESSAGES)
                .record(NUMBERS_USED, numbers)
                .record(BROKER_CREATED, broker)
                .record(DESTINATION_CREATED, destination)
                .record(LIST_KEPT, kept)
                .end(replayFrom);
        Path journal = Files.createDirectories(settings().journalFolder());
        Files.write(journal.resolve("segment-0000000000000001.journal"), segment.whole());
        Files.write(journal.resolve("checkpoint-0000000000000001.state"), checkpoint.whole());
    }

    private static byte[] stored(byte[] message) throws IOException {
        return bytes(out -> {
            out.writeLong(0);
            out.writeLong(TIME);
            out.writeLong(0);
            out.writeLong(0);
            out.writeLong(0); // the broker's own
            out.writeLong(0);
            out.writeInt(0);
            out.writeLong(0);
            out.writeShort(1);
            out.writeInt(QUEUE);
            out.write(message);
        });
    }

    private static void list(DataOutputStream out, List<Long> ids) throws IOException {
        out.writeInt(QUEUE);
        out.writeByte(PRIORITY);
        out.writeInt(ids.size());
        long before = 0;
        for (int i = 0; i < ids.size(); i++) {
            out.writeByte(0);
            number(out, 2 * (ids.get(i) - before));
            number(out, text(i).length);
            number(out, i == 0 ? 0 : 1);
            before = ids.get(i);
        }
    }

    private static void kept(DataOutputStream out, long list, int length, List<Long> ids) throws IOException {
        long first = ids.get(0);
        long last = ids.get(ids.size() - 1);
        out.writeLong(list);
        out.writeLong(list);
        out.writeInt(length);
        out.writeInt(QUEUE);
        out.writeByte(PRIORITY);
        out.writeInt(ids.size());
        out.writeLong(ids.size() - 1);
        for (long id : new long[] {first, first, last, last, first, last, 0, 0}) {
            out.writeLong(id);
        }
        out.writeShort(1);
        out.writeLong(1);
        out.writeInt(ids.size());
        long sum = 0;
        for (int i = 0; i < ids.size(); i++) {
            sum += text(i).length;
        }
        out.writeLong(sum);
    }

    private void allComeInOrder() throws JMSException {
        try (Broker broker = Broker.start(settings());
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue("orders"))) {
            for (int i = 0; i < MESSAGES; i++) {
                Message message = consumer.receive(10_000);
                assertThat(message).as("message " + i).isNotNull();
                assertThat(message.getJMSMessageID()).isEqualTo("ID:" + i);
                assertThat(message.getBody(String.class))
                        .hasSize(LARGE + String.valueOf(i).length() + 1);
            }
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void areDelivered() throws JMSException {
        allComeInOrder();
    }

    /** Fills the rest of the segment, and more, with what nobody wants any more. */
    private void writeOn() throws JMSException {
        try (Broker broker = Broker.start(settings());
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue("others"))) {
            for (int i = 0; i < SEGMENT / LARGE; i++) {
                context.createProducer().send(context.createQueue("others"), "y".repeat(LARGE));
                assertThat(consumer.receiveBody(String.class, 10_000)).hasSize(LARGE);
            }
        }
    }

    @Test
    void areMovedFromSparseSegments() throws JMSException {
        writeOn();
        JournalMaintenance.compact(settings(), moved -> {});
        assertThat(settings().journalFolder().resolve("segment-0000000000000001.journal"))
                .doesNotExist();
        allComeInOrder();
    }

    @Test
    void areThereAfterAnotherCheckpointAndStart() throws JMSException {
        for (int i = 0; i < 3; i++) {
            JournalMaintenance.compact(settings(), moved -> {});
        }
        allComeInOrder();
    }
}
