package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BodyKind;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for parts of bodies and do not read what comes: what the broker keeps for them is bounded, and others go on. */
@Timeout(60)
class LargeBodyReadersTest {
    private static final Destination NEWS = Destination.topic("news");
    private static final int PART = 100_000;
    private static final int PARTS = 5;
    private static final long MOST = PartReader.MOST_PER_CONNECTION;
    private static final int BUDGET_PARTS = 20;

    private final EngineHarness harness = new EngineHarness(10, 1 << 20);
    private long body;

    /** A connection with a consumer that has been given the message. */
    private record Reader(TestClient client, int consumer) {}

    private final List<Reader> readers = new ArrayList<>();

    @BeforeEach
    void start() {
        harness.withBudget(8L * BUDGET_PARTS * PART);
        for (int i = 0; i < 10; i++) {
            TestClient client = harness.connect();
            int session = client.session();
            readers.add(new Reader(client, client.subscribe(session, ConsumerFrame.Kind.TOPIC, "news", null)));
        }
        TestClient sender = harness.connect();
        int session = sender.session();
        int producer = sender.producer(session, NEWS);
        for (int part = 0; part < PARTS; part++) {
            sender.frame(new ProducerFrame.StorePart(
                    sender.correlation(), session, 1, part, ByteBuffer.wrap(new byte[PART])));
        }
        sender.send(
                producer,
                new MessageBuilder()
                        .destination(NEWS)
                        .persistent(true)
                        .parts(BodyKind.BYTES, 1, (long) PARTS * PART, PART)
                        .build());
        harness.settle();
        body = readers.get(0).client().deliveries().get(0).message().partsBody();
    }

    private void ask(Reader reader, int times) {
        for (int i = 0; i < times; i++) {
            reader.client()
                    .frame(new ConsumerFrame.FetchPart(
                            reader.client().correlation(), reader.consumer(), body, i % PARTS));
        }
        harness.settle();
    }

    private static int parts(Reader reader) {
        return (int) reader.client().received().stream()
                .filter(ReplyFrame.Part.class::isInstance)
                .count();
    }

    private static Reader deaf(Reader reader) {
        reader.client().deaf(true);
        return reader;
    }

    @Test
    void aClientThatDoesNotReadIsGivenAMebibyteAndTheRestWhenItReads() {
        Reader reader = deaf(readers.get(0));
        ask(reader, 100);
        assertThat(parts(reader)).isEqualTo((int) (MOST / PART));

        harness.engine().partsWritten(reader.client().id(), 3L * PART);
        harness.settle();
        assertThat(parts(reader)).isEqualTo((int) (MOST / PART) + 3);

        reader.client().deaf(false);
        harness.engine().partsWritten(reader.client().id(), MOST / PART * PART);
        harness.settle();
        assertThat(parts(reader)).isEqualTo(100);
    }

    @Test
    void allTogetherAreGivenAShareOfTheBudgetAndEachOneAFirstPart() {
        for (int i = 0; i < 9; i++) {
            ask(deaf(readers.get(i)), 50);
        }
        int given = 0;
        for (int i = 0; i < 9; i++) {
            assertThat(parts(readers.get(i))).isPositive();
            given += parts(readers.get(i));
        }
        assertThat(given).isBetween(BUDGET_PARTS, BUDGET_PARTS + 9);

        Reader reads = readers.get(9);
        ask(reads, 30);
        assertThat(parts(reads)).as("one after the other").isEqualTo(30);
    }

    @Test
    void whatALostConnectionHasNotTakenIsForOthers() {
        for (int i = 0; i < 9; i++) {
            ask(deaf(readers.get(i)), 50);
        }
        Reader last = readers.get(8);
        assertThat(parts(last)).isEqualTo(1);
        readers.subList(0, 8).forEach(reader -> reader.client().vanish());
        harness.settle();
        assertThat(parts(last)).isEqualTo((int) (MOST / PART));
    }

    @Test
    void whoAskForTheSamePartShareOneReading() {
        long before = harness.fetched();
        for (Reader reader : readers) {
            reader.client()
                    .frame(new ConsumerFrame.FetchPart(reader.client().correlation(), reader.consumer(), body, 2));
        }
        harness.settle();
        assertThat(readers).allSatisfy(reader -> assertThat(parts(reader)).isEqualTo(1));
        assertThat(harness.fetched() - before).isEqualTo(1);
    }
}
