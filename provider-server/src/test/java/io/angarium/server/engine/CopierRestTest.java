package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The copier of a broker that nobody uses comes to rest, whatever the sizes of what lives. */
@Timeout(60)
class CopierRestTest {
    private static final int SEGMENT = 1 << 16;
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int ROUNDS = 60;

    private final EngineHarness harness = new EngineHarness(10, SEGMENT);
    private TestClient client;
    private int session;
    private int producer;

    private void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        harness.settle();
    }

    private void send(int bytes) {
        client.send(producer, "x".repeat(bytes));
        harness.settle();
    }

    /** Lets the copier do what it wants, checkpoint after checkpoint; how many records it moved in the later half of that. */
    private long movedInTheEnd() {
        harness.copies();
        long then = 0;
        for (int i = 0; i < ROUNDS; i++) {
            then = i == ROUNDS / 2 ? harness.engine().movedRecords() : then;
            harness.checkpoint();
            for (int step = 0; step < 20; step++) {
                harness.pass(1_000).settle().force();
            }
        }
        return harness.engine().movedRecords() - then;
    }

    @ParameterizedTest
    @ValueSource(ints = {33_500, 22_000, 16_500, 40_000, 55_000, 12_000})
    void messagesOfWhichTheSameFitIntoEachSegmentAreLeftWhereTheyAre(int bytes) {
        connect();
        for (int i = 0; i < 20; i++) {
            send(bytes);
        }

        assertThat(movedInTheEnd()).isZero();
        assertThat(harness.engine().movedRecords()).isLessThanOrEqualTo(4);
    }

    /** Of the first and last messages of segments something is left always: one large, one small. */
    @Test
    void messagesOfAnySizeAreMovedUntilNothingIsGained() {
        long seed = Long.getLong("copier.seed", 20261126L);
        int moves = 0;
        for (int run = 0; run < 40; run++) {
            moves += anySize(seed + run);
        }
        System.out.println("copier: 40 runs from seed " + seed + ", " + moves + " records moved");
        assertThat(moves).isGreaterThan(200);
    }

    private long anySize(long seed) {
        EngineHarness before = harness;
        before.restart();
        connect();
        Random random = new Random(seed);
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.deliveries();
        int sent = 40 + random.nextInt(30);
        boolean mixed = random.nextBoolean();
        for (int i = 0; i < sent; i++) {
            send(mixed && random.nextInt(3) > 0 ? 1 + random.nextInt(1_000) : 1 + random.nextInt(60_000));
        }
        List<Long> tags = new ArrayList<>();
        for (long tag = 1; tag <= sent; tag++) {
            if (random.nextInt(3) > 0) {
                tags.add(tag);
            }
        }
        tags.forEach(tag -> client.accept(session, consumer, tag, tag));
        harness.settle();
        long movedBefore = harness.engine().movedRecords();

        assertThat(movedInTheEnd()).as("seed " + seed).isZero();
        long live = harness.engine().liveBytes();
        assertThat((long) harness.segmentFiles() * SEGMENT)
                .as("files for %d bytes that live, seed %d", live, seed)
                .isLessThanOrEqualTo((long) (live * 2.1) + 6L * SEGMENT);
        long moved = harness.engine().movedRecords() - movedBefore;
        client.deliveries();
        for (long tag = 1; tag <= sent; tag++) {
            if (!tags.contains(tag)) {
                client.accept(session, consumer, tag, tag);
            }
        }
        harness.settle().checkpoint();
        assertThat(harness.engine().liveBytes()).isZero();
        return moved;
    }
}
