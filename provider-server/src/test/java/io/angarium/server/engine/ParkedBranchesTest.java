package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a prepared branch has sent is not needed in memory until it commits, and never if it rolls back. */
@Timeout(60)
class ParkedBranchesTest {
    private static final int BUDGET = 1 << 20;
    private static final int MESSAGES = 100;
    private static final Destination OUT = Destination.queue("out");
    private static final Destination NEWS = Destination.topic("news");

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private XaClient xa;
    private TestClient admin;

    @BeforeEach
    void connect() {
        xa = new XaClient(harness);
        admin = harness.connect();
    }

    private static BranchId branch(int number) {
        return XaClient.branch("b" + number);
    }

    private static String text(int branch, int message) {
        return branch + "." + message;
    }

    private void prepare(int first, int branches, Destination to) {
        int producer = xa.client().producer(xa.session(), to);
        for (int b = first; b < first + branches; b++) {
            assertThat(xa.start(branch(b))).isZero();
            for (int m = 0; m < MESSAGES; m++) {
                xa.client().sendIn(producer, xa.transaction(), text(b, m));
            }
            assertThat(xa.end(branch(b))).isZero();
            assertThat(xa.prepare(branch(b))).isZero();
        }
        assertThat(xa.client().take(ProducerFrame.SendRefused.class)).isEmpty();
    }

    private long memoryUsed() {
        int status = admin.manage("broker.status", Map.of());
        harness.settle();
        return ((Number) admin.rows(status).get(0).get("memoryUsed")).longValue();
    }

    private List<String> content(Kind kind, Destination from, String subscription) {
        TestClient reader = harness.connect();
        int session = reader.session();
        int consumer = subscription == null
                ? reader.consume(session, from.name())
                : reader.open(session, kind, from, subscription, null);
        reader.credit(consumer, 100_000);
        harness.settle();
        List<String> texts = reader.texts();
        reader.frame(new ConnectionFrame.Goodbye(null, ""));
        harness.settle();
        return texts;
    }

    private List<String> content() {
        return content(Kind.QUEUE, OUT, null);
    }

    private static List<String> all(int first, int branches) {
        List<String> texts = new ArrayList<>();
        for (int b = first; b < first + branches; b++) {
            for (int m = 0; m < MESSAGES; m++) {
                texts.add(text(b, m));
            }
        }
        return texts;
    }

    private void commit(int first, int branches) {
        for (int b = first; b < first + branches; b++) {
            assertThat(xa.commit(branch(b))).as("commit of %d", b).isZero();
        }
    }

    /** They have been prepared for long: what may be parked is. */
    private void wait5s() {
        harness.pass(5000).settle().force();
    }

    /** What is prepared is in segments that a copier empties. */
    private void fillSegments() {
        TestClient busy = harness.connect();
        int session = busy.session();
        int producer = busy.producer(session, Destination.queue("filler"));
        int consumer = busy.consume(session, "filler");
        busy.credit(consumer, 1000);
        for (int i = 1; i <= 60; i++) {
            busy.send(producer, "x".repeat(100_000));
            harness.settle();
            busy.accept(session, consumer, i, i);
            busy.received().clear();
        }
        harness.settle().force();
        harness.checkpoint();
    }

    private void crash() {
        harness.crash();
        connect();
    }

    @Test
    void tenThousandMessagesInDoubtTakeHardlyAnyMemoryBeforeAndAfterARestart() {
        prepare(0, 100, OUT);
        wait5s();
        assertThat(memoryUsed()).isLessThan(BUDGET * 3 / 4);
        assertThat(harness.placesOfLists().size()).isGreaterThan(100);
        harness.checkpoint();
        crash();
        wait5s();
        assertThat(memoryUsed()).isLessThan(BUDGET * 3 / 4);
        assertThat(harness.fetched()).as("records that the start read").isZero();
        assertThat(xa.recover()).hasSize(100);
        commit(0, 100);
        assertThat(content()).containsExactlyElementsOf(all(0, 100));
    }

    @Test
    void aRollbackReadsNothingAndLeavesNothing() {
        long before = memoryUsed();
        prepare(0, 20, OUT);
        wait5s();
        assertThat(harness.placesOfLists()).isNotEmpty();
        for (int b = 0; b < 10; b++) {
            assertThat(xa.rollBack(branch(b))).isZero();
        }
        harness.checkpoint();
        crash();
        for (int b = 10; b < 20; b++) {
            assertThat(xa.rollBack(branch(b))).isZero();
        }
        assertThat(harness.fetched()).isZero();
        assertThat(memoryUsed()).isEqualTo(before);
        assertThat(harness.engine().liveBytes()).isZero();
        assertThat(content()).isEmpty();
    }

    @Test
    void branchesThatEndSoonAreNotParked() {
        prepare(0, 2, OUT);
        for (int b = 0; b < 2; b++) {
            assertThat(xa.rollBack(branch(b))).isZero();
        }
        harness.pass(4000).settle();
        prepare(2, 2, OUT);
        harness.pass(4999).settle();
        assertThat(harness.placesOfLists()).isEmpty();
        harness.pass(1).settle();
        assertThat(harness.placesOfLists()).isNotEmpty();
    }

    @Test
    void aCrashAtAnyMomentOfReadingLosesNothing() {
        prepare(0, 4, OUT);
        wait5s();
        harness.checkpoint();
        xa.client().frame(new XaFrame.XaCommit(xa.client().correlation(), false, branch(0)));
        harness.round().forceOnly(); // what it reads is in the journal, and perhaps the commit
        crash();
        assertThat(xa.commit(branch(0))).isIn(0, XaCode.XAER_NOTA);
        commit(1, 3);
        harness.crash();
        connect();
        assertThat(content()).containsExactlyElementsOf(all(0, 4));
    }

    @Test
    void aCheckpointBetweenReadingAndCommittingHasThemOnce() {
        prepare(0, 4, OUT);
        wait5s();
        harness.mostWaiting(1);
        harness.beginCheckpoint();
        commit(0, 2);
        harness.endCheckpoint();
        crash();
        commit(2, 2);
        crash();
        assertThat(content()).containsExactlyElementsOf(all(0, 4));
    }

    @Test
    void nothingIsParkedWhileACheckpointIsWritten() {
        prepare(0, 4, OUT);
        harness.mostWaiting(0);
        harness.beginCheckpoint();
        harness.clockJumps(10_000);
        harness.engine().time(harness.now());
        for (int i = 0; i < 50; i++) {
            harness.engine().work();
        }
        assertThat(harness.placesOfLists()).isEmpty();
        harness.mostWaiting(1000);
        harness.endCheckpoint();
        assertThat(harness.placesOfLists()).isNotEmpty();
        crash();
        commit(0, 4);
        assertThat(content()).containsExactlyElementsOf(all(0, 4));
    }

    @Test
    void aSubscriptionGetsWhatWasParkedForItsTopic() {
        content(Kind.SHARED_DURABLE, NEWS, "all");
        prepare(0, 4, NEWS);
        wait5s();
        assertThat(harness.placesOfLists()).isNotEmpty();
        commit(0, 2);
        harness.checkpoint();
        crash();
        commit(2, 2);
        assertThat(content(Kind.SHARED_DURABLE, NEWS, "all")).containsExactlyElementsOf(all(0, 4));
    }

    @Test
    void anOperatorSeesThemAndCommitsThemByHand() {
        prepare(0, 1, OUT);
        wait5s();
        int show = admin.manage("tx.show", Map.of("xid", branch(0).toString()));
        harness.settle();
        assertThat(admin.rows(show).get(0))
                .containsEntry("messagesOut", MESSAGES)
                .containsEntry("destinations", "out +" + MESSAGES);
        int commit = admin.manage("tx.commit", Map.of("xid", branch(0).toString()));
        harness.settle();
        assertThat(admin.rows(commit)).hasSize(1);
        assertThat(content()).containsExactlyElementsOf(all(0, 1));
        assertThat(xa.commit(branch(0))).isEqualTo(XaCode.XA_HEURCOM);
    }

    @Test
    void whatWasParkedForAQueueThatIsDeletedGoesNowhereOverAnyNumberOfStarts() {
        prepare(0, 4, OUT);
        wait5s();
        harness.checkpoint();
        int delete = admin.manage("queue.delete", Map.of("name", "out"));
        harness.settle().force();
        assertThat(admin.rows(delete)).isNotNull();
        crash();
        commit(0, 4);
        harness.force();
        crash();
        assertThat(xa.recover()).isEmpty();
        assertThat(content()).isEmpty();
    }

    @Test
    void aListThatCannotBeReadLeavesTheBranchPrepared() {
        prepare(0, 1, OUT);
        wait5s();
        harness.readsFail(true);
        assertThat(xa.commit(branch(0))).isEqualTo(XaCode.XA_RETRY);
        harness.readsFail(false);
        assertThat(xa.recover()).containsExactly(branch(0));
        commit(0, 1);
        assertThat(content()).containsExactlyElementsOf(all(0, 1));
    }

    @Test
    void aRollbackWhileACommitReadsWins() {
        prepare(0, 1, OUT);
        wait5s();
        XaFrame.XaCommit commit = new XaFrame.XaCommit(xa.client().correlation(), false, branch(0));
        XaFrame.XaRollback rollback = new XaFrame.XaRollback(xa.client().correlation(), branch(0));
        xa.client().frame(commit);
        xa.client().frame(rollback);
        harness.settle();
        assertThat(xa.answered(rollback)).isZero();
        assertThat(xa.answered(commit)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(content()).isEmpty();
    }

    @Test
    void aFullDiskLeavesTheBranchPreparedAndAgainParkedUntilThereIsRoom() {
        prepare(0, 2, OUT);
        wait5s();
        long parked = memoryUsed();
        harness.refuse(Refusals.full());
        assertThat(xa.commit(branch(0))).isEqualTo(XaCode.XA_RETRY);
        int commit = admin.manage("tx.commit", Map.of("xid", branch(0).toString()));
        harness.settle();
        assertThat(admin.reply(commit)).isInstanceOfSatisfying(ReplyFrame.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
            assertThat(failed.reason()).contains("stays prepared", "no room");
        });
        assertThat(xa.rollBack(branch(1))).as("needs no room").isZero();
        harness.refuse(null);
        assertThat(memoryUsed()).isLessThanOrEqualTo(parked);
        crash();
        assertThat(xa.recover()).containsExactly(branch(0));
        commit(0, 1);
        assertThat(content()).containsExactlyElementsOf(all(0, 1));
    }

    @Test
    void whatWasReadForACommitThatFailsIsParkedAgain() {
        prepare(0, 1, OUT);
        wait5s();
        long parked = memoryUsed();
        List<Long> lists = harness.placesOfLists();
        harness.damage(lists.get(lists.size() - 2)); // those in front are read
        assertThat(xa.commit(branch(0))).isEqualTo(XaCode.XA_RETRY);
        assertThat(memoryUsed()).as("what was read").isGreaterThan(parked);
        wait5s();
        assertThat(memoryUsed()).as("parked again").isEqualTo(parked);
        assertThat(xa.rollBack(branch(0))).isZero();
    }

    @Test
    void crowdedMemoryParksNoneThatCommitsAtOnce() {
        prepare(0, 24, OUT);
        assertThat(memoryUsed()).isGreaterThan(BUDGET / 2L);
        assertThat(harness.placesOfLists()).isEmpty();
        harness.pass(1000).settle();
        assertThat(harness.placesOfLists()).as("a second later").isNotEmpty();
    }

    @Test
    void theRecordsOfParkedMessagesMoveWithTheirLists() {
        prepare(0, 10, OUT);
        wait5s();
        fillSegments();
        harness.copies();
        for (int i = 0; i < 40; i++) {
            harness.pass(1000).settle().force();
        }
        assertThat(harness.moved()).as("records moved").isGreaterThanOrEqualTo(10 * MESSAGES);
        crash();
        commit(0, 5);
        harness.checkpoint();
        crash();
        commit(5, 5);
        assertThat(content()).containsExactlyElementsOf(all(0, 10));
    }
}
