package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a start finds that reads a checkpoint and the log behind it; and what becomes of the log in front. */
@Timeout(20)
class CheckpointTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect("reader");
    private final int session = client.session();
    private final int producer = client.producer(session, ORDERS);

    private List<String> drain(Destination queue) {
        TestClient next = harness.connect();
        next.consume(next.session(), queue.name());
        harness.settle();
        return next.texts();
    }

    @Test
    void messagesComeBackFromBeforeAndBehindIt() {
        client.send(producer, List.of("a", "b"));
        harness.settle().checkpoint();
        client.send(producer, "c");
        harness.settle().crash();

        assertThat(harness.recovered()).isEqualTo(3);
        assertThat(drain(ORDERS)).containsExactly("a", "b", "c");
    }

    @Test
    void acknowledgementsBehindItCount() {
        client.send(producer, List.of("a", "b", "c"));
        int consumer = client.consume(session, "orders");
        harness.settle().checkpoint();
        client.accept(session, consumer, 1, 2);
        harness.settle().force().crash();

        assertThat(drain(ORDERS)).containsExactly("c");
    }

    @Test
    void messagesOfATransactionComeInTheOrderOfItsCommit() {
        client.sendIn(producer, 1, "early");
        TestClient other = harness.connect();
        int otherSession = other.session();
        other.send(other.producer(otherSession, ORDERS), "late");
        harness.settle();
        client.commit(session, 1);
        harness.settle().checkpoint().crash();

        assertThat(drain(ORDERS)).containsExactly("late", "early");
    }

    @Test
    void aTransactionThatIsOpenAtItCommitsBehindIt() {
        client.sendIn(producer, 1, "committed");
        harness.settle().checkpoint();
        client.commit(session, 1);
        harness.settle();
        client.sendIn(producer, 2, "open");
        harness.settle().force().checkpoint().crash();

        assertThat(drain(ORDERS)).containsExactly("committed");
    }

    @Test
    void oneThatRollsBackBehindItLeavesNothing() {
        client.sendIn(producer, 1, "never");
        harness.settle().checkpoint();
        client.rollBack(session, 1);
        harness.settle().force().crash();

        assertThat(harness.recovered()).isZero();
    }

    @Test
    void whatWasHandedOutBeforeItComesBackMarked() {
        client.send(producer, "seen");
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("seen");
        harness.checkpoint().crash();

        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();
        assertThat(next.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(2);
    }

    @Test
    void subscriptionsAndTheNumbersOfWhatIsGoneComeBack() {
        int consumer = client.subscribe(session, Kind.DURABLE, "news", "digest");
        harness.settle();
        int topicProducer = client.producer(session, Destination.topic("news"));
        client.send(topicProducer, "for the subscription");
        client.closeConsumer(consumer, 0);
        client.manage("queue.create", java.util.Map.of("name", "last"));
        harness.settle();
        client.manage("queue.delete", java.util.Map.of("name", "last"));
        harness.settle().checkpoint().crash();

        TestClient again = harness.connect("reader");
        int next = again.session();
        again.subscribe(next, Kind.DURABLE, "news", "digest");
        again.producer(next, Destination.queue("newest"));
        harness.settle();
        assertThat(again.texts()).containsExactly("for the subscription");
        assertThat(harness.effects(io.angarium.server.effect.Effect.DestinationCreated.class))
                .filteredOn(created -> created.destination().name().equals("newest"))
                .extracting(io.angarium.server.effect.Effect.DestinationCreated::id)
                .allMatch(id -> id > 4);
    }

    @Test
    void aSegmentIsGivenUpWhenItIsBehindUsAndNothingLivesInIt() {
        String large = "x".repeat(100_000);
        int consumer = client.consume(session, "orders");
        for (int i = 0; i < 80; i++) {
            client.send(producer, large + i);
            harness.settle();
        }
        client.accept(session, consumer, 2, 80);
        harness.settle().force();
        int before = harness.segmentFiles();
        assertThat(before).isGreaterThan(3);

        harness.checkpoint();
        int after = harness.segmentFiles();
        assertThat(after).isLessThan(before);

        harness.crash();
        assertThat(drain(ORDERS)).containsExactly(large + 0);
        harness.restart();
        assertThat(harness.recovered()).isEqualTo(1);
    }

    @Test
    void aSegmentIsNotGivenUpBeforeTheAcknowledgementsAreOnDisk() {
        String large = "x".repeat(100_000);
        int consumer = client.consume(session, "orders");
        for (int i = 0; i < 80; i++) {
            client.send(producer, large + i);
            harness.settle();
        }
        harness.checkpoint();
        int before = harness.segmentFiles();
        client.accept(session, consumer, 1, 80);
        harness.round();
        assertThat(harness.segmentFiles()).isEqualTo(before);
        harness.force();
        assertThat(harness.segmentFiles()).isLessThan(before);
    }

    @Test
    void whatChangesWhileItIsWrittenDoesNoHarm() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            texts.add("m" + i);
        }
        client.send(producer, texts);
        int consumer = client.consume(session, "orders");
        client.credit(consumer, 100_000);
        harness.settle();
        harness.beginCheckpoint();
        client.accept(session, consumer, 10, 4990);
        client.send(producer, "new");
        harness.settle().force();
        harness.endCheckpoint().crash();

        List<String> expected = new ArrayList<>(texts.subList(0, 9));
        expected.addAll(texts.subList(4990, 5000));
        expected.add("new");
        assertThat(drain(ORDERS)).containsExactlyElementsOf(expected);
    }
}
