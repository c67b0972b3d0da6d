package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.XaCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepared branches over checkpoints, moves of their records and several starts. */
@Timeout(60)
class BranchRecoveryTest {
    private static final BranchId X = XaClient.branch("x");
    private static final BranchId Y = XaClient.branch("y");
    private static final Destination OUT = Destination.queue("out");
    private static final Destination NEWS = Destination.topic("news");
    private static final Destination FILLER = Destination.queue("filler");

    private final EngineHarness harness = new EngineHarness();
    private XaClient xa = new XaClient(harness);
    private TestClient other = harness.connect();

    private void subscribe() {
        int session = other.session();
        int consumer = other.subscribe(session, Kind.SHARED_DURABLE, "news", "all");
        harness.settle();
        other.closeConsumer(consumer, 0);
        harness.settle();
    }

    private List<String> subscribed() {
        TestClient reader = harness.connect();
        reader.subscribe(reader.session(), Kind.SHARED_DURABLE, "news", "all");
        harness.settle();
        return goodbye(reader);
    }

    private List<String> content(String queue) {
        TestClient reader = harness.connect();
        int consumer = reader.consume(reader.session(), queue);
        reader.credit(consumer, 10_000);
        harness.settle();
        return goodbye(reader);
    }

    private List<String> goodbye(TestClient reader) {
        List<String> texts = reader.texts();
        reader.frame(new ConnectionFrame.Goodbye(null, ""));
        harness.settle();
        return texts;
    }

    /** Prepares a branch that sends these. */
    private void prepare(BranchId branch, Destination to, List<String> texts) {
        assertThat(xa.start(branch)).isZero();
        int producer = xa.client().producer(xa.session(), to);
        texts.forEach(text -> xa.client().sendIn(producer, xa.transaction(), text));
        assertThat(xa.end(branch)).isZero();
        assertThat(xa.prepare(branch)).isZero();
    }

    /** Puts so many messages through a queue: the journal has them, and nothing of them lives. */
    private void churn(int messages, int size) {
        TestClient busy = harness.connect();
        int session = busy.session();
        int producer = busy.producer(session, FILLER);
        int consumer = busy.consume(session, FILLER.name());
        busy.credit(consumer, messages);
        String text = "x".repeat(size);
        for (int i = 1; i <= messages; i++) {
            busy.send(producer, text);
            if (i % 500 == 0 || i == messages) {
                harness.settle();
                busy.accept(session, consumer, 1, i);
                busy.received().clear();
            }
        }
        harness.settle().force();
        busy.frame(new ConnectionFrame.Goodbye(null, ""));
        harness.settle();
    }

    private void crash() {
        harness.crash();
        xa = new XaClient(harness);
        other = harness.connect();
    }

    /** Lets sparse segments be emptied until there is no more to do, and what they were be used again or deleted. */
    private void moveEverything() {
        harness.copies();
        for (int i = 0; i < 20; i++) {
            harness.pass(1000).settle().force();
            harness.segmentFiles();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 120_000})
    void theRecordOfAPreparedTopicMessageFollowsItsMoveAtEachStart(int gone) {
        subscribe();
        prepare(X, NEWS, List.of("news"));
        prepare(Y, OUT, List.of("out"));
        churn(30, 100_000);
        harness.checkpoint();
        churn(gone, 10); // more than the books of recovered messages keep in mind once they are gone
        int before = harness.segmentFiles();
        moveEverything();
        assertThat(harness.moved()).as("records moved").isEqualTo(2);
        harness.checkpoint();
        assertThat(harness.segmentFiles()).isLessThan(before);
        crash();
        crash();
        assertThat(xa.recover()).containsExactlyInAnyOrder(X, Y);
        assertThat(xa.commit(X)).isZero();
        assertThat(xa.commit(Y)).isZero();
        crash();
        assertThat(subscribed()).containsExactly("news");
        assertThat(content("out")).containsExactly("out");
    }

    @Test
    void aMoveBehindTheCheckpointThatKnowsTheOldPlaceIsFollowed() {
        subscribe();
        prepare(X, NEWS, List.of("news"));
        prepare(Y, OUT, List.of("out"));
        churn(30, 100_000);
        harness.checkpoint();
        churn(120_000, 10);
        moveEverything();
        assertThat(harness.moved()).as("records moved").isEqualTo(2);
        crash();
        assertThat(xa.commit(X)).isZero();
        assertThat(xa.rollBack(Y)).isZero();
        harness.checkpoint();
        crash();
        assertThat(subscribed()).containsExactly("news");
        assertThat(content("out")).isEmpty();
    }

    @Test
    void aCheckpointThatMeetsAMessageBeforeItsMoveAndAfterItsCommitIsRead() {
        subscribe();
        prepare(X, NEWS, List.of("news"));
        churn(30, 100_000);
        TestClient feeder = harness.connect();
        int producer = feeder.producer(feeder.session(), Destination.queue("waiting"));
        for (int i = 0; i < 6000; i++) {
            feeder.send(producer, "w".repeat(300));
            if (i % 500 == 0) {
                harness.settle();
            }
        }
        harness.settle().checkpoint();
        harness.mostWaiting(1); // so that it stands still when it has met a part
        harness.beginCheckpoint();
        harness.settle();
        moveEverything();
        assertThat(harness.moved()).isPositive();
        assertThat(xa.commit(X)).isZero();
        harness.mostWaiting(Integer.MAX_VALUE);
        harness.endCheckpoint();
        harness.segmentFiles();
        crash();
        assertThat(subscribed()).containsExactly("news");
    }

    @Test
    void aBranchIsPreparedOverManyStartsAndCheckpoints() {
        subscribe();
        TestClient feeder = harness.connect();
        int producer = feeder.producer(feeder.session(), Destination.queue("in"));
        List.of("1", "2", "3", "4").forEach(text -> feeder.send(producer, text));
        harness.settle();
        int consumer = xa.client().consume(xa.session(), "in");
        harness.settle();
        assertThat(xa.start(X)).isZero();
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 2, 3);
        int news = xa.client().producer(xa.session(), NEWS);
        xa.client().sendIn(news, xa.transaction(), "news");
        xa.client().sendIn(xa.client().producer(xa.session(), OUT), xa.transaction(), "out");
        xa.end(X);
        assertThat(xa.prepare(X)).isZero();
        for (int i = 0; i < 6; i++) {
            if (i % 2 == 1) {
                harness.checkpoint();
            }
            crash();
            assertThat(xa.recover()).containsExactly(X);
            assertThat(content("in")).containsExactly("1", "4");
            assertThat(content("out")).isEmpty();
            assertThat(subscribed()).isEmpty();
        }
        assertThat(xa.rollBack(X)).isZero();
        assertThat(content("in")).containsExactly("1", "2", "3", "4");
        harness.checkpoint();
        crash();
        assertThat(content("in")).containsExactly("1", "2", "3", "4");
        assertThat(content("out")).isEmpty();
        assertThat(subscribed()).isEmpty();
        assertThat(xa.recover()).isEmpty();
    }

    @Test
    void whatIsDecidedByHandIsRememberedOverStartsAndCheckpoints() {
        prepare(X, OUT, List.of("out"));
        other.manage("tx.commit", java.util.Map.of("xid", X.toString()));
        harness.settle();
        for (int i = 0; i < 4; i++) {
            if (i % 2 == 1) {
                harness.checkpoint();
            }
            crash();
            assertThat(xa.recover()).containsExactly(X);
            assertThat(xa.rollBack(X)).isEqualTo(XaCode.XA_HEURCOM);
            assertThat(content("out")).containsExactly("out");
        }
        assertThat(xa.forget(X)).isZero();
        crash();
        assertThat(xa.recover()).isEmpty();
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XAER_NOTA);
    }

    @Test
    void largeBranchesThatFillMemoryComeBackWholeAndInOrder() {
        harness.withBudget(1 << 20);
        xa = new XaClient(harness);
        other = harness.connect();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            texts.add(i + "x".repeat(1000));
        }
        prepare(X, OUT, texts);
        TestClient filler = harness.connect();
        int producer = filler.producer(filler.session(), FILLER);
        for (int i = 0; i < 3000; i++) {
            filler.send(producer, texts.get(i % 100));
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle().checkpoint();
        crash();
        crash();
        assertThat(xa.commit(X)).isZero();
        assertThat(content("out")).containsExactlyElementsOf(texts);
        crash();
        assertThat(content("out")).containsExactlyElementsOf(texts);
    }
}
