package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which lists of parked messages a start reads, and how many of them are worth a checkpoint. */
@Timeout(60)
class OpenedListsTest {
    private static final Destination ORDERS = Destination.queue("orders");
    /** Lists have six messages. */
    private static final int SCARCE = 400_000;
    /** Lists have 64 messages, and 256 of them make a checkpoint due. */
    private static final int SMALL = 4 << 20;

    /** Lists have 16 messages: shorter than what a checkpoint says of each. */
    private static final int TINY = 1 << 20;

    private static final int MANY = 24_000;
    private static final int VERY_MANY = 2048;
    private static final int FEW = 3000;
    private static final int TAKEN = 200;
    private static final long DELAY = 100_000;
    private static final int STEP = 50;
    private static final int LIST_OPENED = 17;
    private static final int LIST_KEPT = 46;
    private static final int PRIORITY_AT = 24;

    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();
    private int producer = client.producer(session, ORDERS);

    private void budget(int bytes) {
        harness = new EngineHarness().withBudget(bytes);
        connect();
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    private static EncodedMessage message(int number, int priority) {
        return new MessageBuilder()
                .persistent(true)
                .destination(ORDERS)
                .messageId("ID:" + number)
                .priority(priority)
                .text("m" + number)
                .build();
    }

    private static int priority(int number) {
        return 2 + number % 3;
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            client.send(producer, message(i, 4));
            if (i % STEP == 0) {
                harness.settle();
            }
        }
        harness.settle();
    }

    private void sendOfThreePriorities() {
        for (int i = 0; i < FEW; i++) {
            client.send(producer, message(i, priority(i)));
            if (i % STEP == 0) {
                harness.settle();
            }
        }
        harness.settle();
    }

    private static List<String> byPriority() {
        List<String> texts = new ArrayList<>();
        for (int priority = 4; priority >= 2; priority--) {
            for (int i = 0; i < FEW; i++) {
                if (priority(i) == priority) {
                    texts.add("m" + i);
                }
            }
        }
        return texts;
    }

    /** Takes so many, and acknowledges them. */
    private void take(int consumer, int messages, long first) {
        client.frame(new ConsumerFrame.Credit(consumer, messages, 1 << 20));
        harness.settle();
        assertThat(client.texts(consumer)).as("from %d", first).hasSize(messages);
        client.accept(session, consumer, first, first + messages - 1);
        harness.settle();
    }

    private int consumer() {
        return client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
    }

    private List<String> drain() {
        int consumer = client.consume(session, "orders");
        harness.settle();
        return client.texts(consumer);
    }

    @Test
    void aStartReadsNoListsOfOtherPrioritiesThanThatOfWhichSomethingHasLeft() {
        budget(SCARCE);
        sendOfThreePriorities();
        harness.checkpoint();
        take(consumer(), TAKEN, 1);
        harness.force().crash();
        assertThat(harness.recovered()).isEqualTo(FEW - TAKEN);
        assertThat(harness.readByStart()).isBetween(1L, 3L * TAKEN / 2 / (SCARCE / 65_536));
        connect();
        assertThat(drain()).containsExactlyElementsOf(byPriority().subList(TAKEN, FEW));
    }

    @Test
    void whatAnOlderBrokerHasNotAnnouncedIsFoundByItsId() {
        budget(SCARCE);
        sendOfThreePriorities();
        harness.checkpoint();
        take(consumer(), TAKEN, 1);
        harness.tamper(OpenedListsTest::unannounced);
        harness.force().crash();
        assertThat(harness.recovered()).isEqualTo(FEW - TAKEN);
        connect();
        assertThat(drain()).containsExactlyElementsOf(byPriority().subList(TAKEN, FEW));
    }

    /** A {@code list kept} without the mark, and without the two times that follow where that is set; no {@code list opened} names any. */
    private static ByteBuffer unannounced(int type, ByteBuffer payload) {
        if (type == LIST_OPENED) {
            return ByteBuffer.allocate(Long.BYTES);
        }
        if (type != LIST_KEPT || payload.get(payload.position() + PRIORITY_AT) >= 0) {
            return payload;
        }
        ByteBuffer older = ByteBuffer.allocate(payload.remaining() - 2 * Long.BYTES);
        older.put(payload.slice(payload.position(), older.capacity())).flip();
        return older.put(PRIORITY_AT, (byte) (older.get(PRIORITY_AT) & 0x7F));
    }

    @Test
    void soManyListsOfDelayedMessagesThatAreOpenedAreWorthACheckpoint() {
        budget(SMALL);
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
        Collections.shuffle(numbers, new Random(7));
        long begin = harness.now();
        for (int number : numbers) {
            client.send(producer, 0, 0, begin + DELAY + number - harness.now(), message(number, 4));
            if (number % STEP == 0) {
                harness.settle();
            }
        }
        harness.settle();
        harness.checkpoint();
        assertThat(harness.checkpointUnderWay()).isFalse();
        while (harness.now() < begin + DELAY + MANY) {
            harness.pass(STEP).settle();
        }
        assertThat(harness.checkpointUnderWay()).isTrue(); // the engine has begun it
        harness.endCheckpoint().crash();
        connect();
        assertThat(harness.readByStart()).isLessThan(MANY / (SMALL / 65_536) / 2);
        assertThat(drain())
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void soManyOrdinaryListsOfWhichSomethingHasLeftAreWorthACheckpoint() {
        budget(SMALL);
        send(MANY);
        harness.checkpoint();
        assertThat(harness.checkpointUnderWay()).isFalse();
        int consumer = consumer();
        client.credit(consumer, MANY);
        harness.settle();
        assertThat(client.texts(consumer)).hasSize(MANY);
        assertThat(harness.checkpointUnderWay()).isFalse(); // nothing has left
        client.accept(session, consumer, 1, MANY - 1);
        harness.settle();
        assertThat(harness.checkpointUnderWay()).isTrue();
        harness.endCheckpoint().crash();
        assertThat(harness.recovered()).isOne();
        assertThat(harness.readByStart()).isZero();
    }

    @Test
    void veryManyListsOfWhichSomethingHasLeftAreWorthACheckpointHoweverLargeThatIs() {
        OpenedLists opened = new OpenedLists();
        MessageQueue queue = Refs.queue("orders");
        for (int i = 1; i <= VERY_MANY; i++) {
            opened.add(listed(queue, i));
        }
        assertThat(opened.tooMany(Long.MAX_VALUE)).isFalse();
        opened.add(listed(queue, VERY_MANY + 1));
        assertThat(opened.tooMany(Long.MAX_VALUE)).isTrue();
        opened.begun();
        assertThat(opened.tooMany(0)).isFalse();
    }

    private static ParkedRun listed(MessageQueue queue, int id) {
        Rank rank = new Rank(id, 0, id);
        ParkedRun.Contents contents = new ParkedRun.Contents(1, 1, 0, rank, rank, id, id, 0, List.of(), false);
        ParkedRun run = new ParkedRun(queue, 4, new ListRecord(queue, id, id, 100), contents, false);
        run.listedIn(1, false);
        return run;
    }

    @Test
    void thatListsOfSeveralPrioritiesAreOnlyLookedAtIsWorthNoCheckpointAfterARestartEither() {
        budget(SMALL);
        for (int i = 0; i < MANY; i++) {
            client.send(producer, message(i, priority(i)));
            if (i % STEP == 0) {
                harness.settle();
            }
        }
        harness.settle();
        harness.checkpoint().crash();
        connect();
        int browser = client.browse(session, "orders", null);
        client.credit(browser, MANY);
        harness.settle();
        assertThat(client.texts(browser)).hasSize(MANY);
        assertThat(harness.checkpointUnderWay()).isFalse();
    }

    @Test
    void emptyingADeepQueueIsWorthFewCheckpointsHoweverLittleMemoryThereIs() {
        budget(TINY);
        send(MANY);
        harness.checkpoint();
        int consumer = consumer();
        int checkpoints = 0;
        for (int taken = 0; taken < MANY; taken += TAKEN) {
            take(consumer, TAKEN, taken + 1);
            if (harness.checkpointUnderWay()) {
                harness.endCheckpoint();
                checkpoints++;
            }
        }
        assertThat(checkpoints).isLessThan(2);
        harness.force().crash();
        assertThat(harness.recovered()).isZero();
    }
}
