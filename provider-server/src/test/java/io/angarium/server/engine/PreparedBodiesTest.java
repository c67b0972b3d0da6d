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

/** What prepared branches have sent leaves memory, and comes back where a commit must see it. */
@Timeout(30)
class PreparedBodiesTest {
    private static final int BUDGET = 1 << 20;
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

    private static String text(int branch, int message) {
        return branch + "." + message + "x".repeat(1000);
    }

    private static BranchId branch(int number) {
        return XaClient.branch("b" + number);
    }

    /** Prepares branches of a hundred messages each. */
    private void prepare(int branches, Destination to) {
        int producer = xa.client().producer(xa.session(), to);
        for (int b = 0; b < branches; b++) {
            assertThat(xa.start(branch(b))).isZero();
            for (int m = 0; m < 100; m++) {
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

    private List<String> content(String queue) {
        TestClient reader = harness.connect();
        int consumer = reader.consume(reader.session(), queue);
        reader.credit(consumer, 100_000);
        harness.settle();
        List<String> texts = reader.texts();
        reader.frame(new ConnectionFrame.Goodbye(null, ""));
        harness.settle();
        return texts;
    }

    /** A subscription that looks at every message, and wants them all. */
    private void subscribe(TestClient client) {
        int session = client.session();
        int consumer = client.open(session, Kind.SHARED_DURABLE, NEWS, "picky", "JMSPriority = 4 AND JMSType IS NULL");
        harness.settle();
        client.closeConsumer(consumer, 0);
        harness.settle();
    }

    private List<String> subscribed() {
        TestClient reader = harness.connect();
        int consumer = reader.open(
                reader.session(), Kind.SHARED_DURABLE, NEWS, "picky", "JMSPriority = 4 AND JMSType IS NULL");
        reader.credit(consumer, 100_000);
        harness.settle();
        List<String> texts = reader.texts();
        reader.frame(new ConnectionFrame.Goodbye(null, ""));
        harness.settle();
        return texts;
    }

    private static List<String> all(int branches) {
        List<String> texts = new ArrayList<>();
        for (int b = 0; b < branches; b++) {
            for (int m = 0; m < 100; m++) {
                texts.add(text(b, m));
            }
        }
        return texts;
    }

    private void crash() {
        harness.crash();
        connect();
    }

    @Test
    void branchesInDoubtTakeALittleMemoryForEachMessageAndHoldNobodyBack() {
        prepare(20, OUT);
        assertThat(memoryUsed()).isLessThan(BUDGET * 3 / 4);
        for (int b = 0; b < 20; b++) {
            assertThat(xa.commit(branch(b))).isZero();
        }
        assertThat(content("out")).containsExactlyElementsOf(all(20));
        assertThat(harness.fetched()).isPositive();
    }

    @Test
    void nothingOfThemIsReadByAStart() {
        prepare(20, OUT);
        harness.checkpoint();
        crash();
        assertThat(harness.fetched()).isZero();
        assertThat(memoryUsed()).isLessThan(BUDGET * 3 / 4);
        for (int b = 0; b < 20; b++) {
            assertThat(xa.commit(branch(b))).isZero();
        }
        assertThat(content("out")).containsExactlyElementsOf(all(20));
    }

    @Test
    void memoryIsFreeAgainWhenTheyHaveEnded() {
        long before = memoryUsed();
        prepare(20, OUT);
        for (int b = 0; b < 20; b++) {
            assertThat(xa.rollBack(branch(b))).isZero();
        }
        assertThat(memoryUsed()).isEqualTo(before);
        prepare(3, NEWS);
        crash();
        for (int b = 0; b < 3; b++) {
            assertThat(xa.commit(branch(b))).isZero();
        }
        assertThat(memoryUsed()).isEqualTo(before);
    }

    @Test
    void aSelectorSeesThemAllTheSameWhenTheyCommit() {
        subscribe(admin);
        prepare(20, NEWS);
        for (int b = 0; b < 10; b++) {
            assertThat(xa.commit(branch(b))).isZero();
        }
        assertThat(harness.fetched()).as("read back for the selector").isPositive();
        crash();
        for (int b = 10; b < 20; b++) {
            assertThat(xa.commit(branch(b))).isZero();
            assertThat(xa.commit(branch(b))).isEqualTo(XaCode.XAER_NOTA);
        }
        assertThat(subscribed()).containsExactlyElementsOf(all(20));
    }

    @Test
    void whatIsCommittedByHandIsSeenByASelectorToo() {
        subscribe(admin);
        prepare(2, NEWS);
        crash();
        int commit =
                admin.manage("tx.commit", Map.of("xid", XaClient.branch("b0").toString()));
        harness.settle();
        assertThat(admin.rows(commit)).hasSize(1);
        assertThat(xa.commit(branch(0))).isEqualTo(XaCode.XA_HEURCOM);
        assertThat(subscribed()).containsExactlyElementsOf(all(1));
    }

    @Test
    void whatCannotBeReadLeavesTheBranchPrepared() {
        subscribe(admin);
        prepare(1, NEWS);
        crash();
        harness.readsFail(true);
        assertThat(xa.commit(branch(0))).isEqualTo(XaCode.XA_RETRY);
        int commit =
                admin.manage("tx.commit", Map.of("xid", XaClient.branch("b0").toString()));
        harness.settle();
        assertThat(admin.reply(commit)).isInstanceOfSatisfying(ReplyFrame.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(failed.reason()).contains("stays prepared");
        });
        harness.readsFail(false);
        assertThat(xa.recover()).containsExactly(branch(0));
        assertThat(xa.commit(branch(0))).isZero();
        assertThat(subscribed()).containsExactlyElementsOf(all(1));
    }

    @Test
    void whatWasReadForACommitThatFailsLeavesAgain() {
        int branches = 8;
        subscribe(admin);
        prepare(branches, NEWS);
        List<Long> places = harness.placesOfMessages();
        crash();
        for (int b = 0; b < branches; b++) {
            harness.damage(places.get(100 * b + 99)); // those in front are read
            assertThat(xa.commit(branch(b))).isEqualTo(XaCode.XA_RETRY);
        }
        assertThat(harness.fetched()).isGreaterThanOrEqualTo(100 * branches);
        assertThat(memoryUsed()).isLessThan(BUDGET * 3 / 4);
    }

    @Test
    void aRollbackWhileACommitReadsWins() {
        subscribe(admin);
        prepare(1, NEWS);
        crash();
        long before = memoryUsed();
        XaFrame.XaCommit commit = new XaFrame.XaCommit(xa.client().correlation(), false, branch(0));
        XaFrame.XaRollback rollback = new XaFrame.XaRollback(xa.client().correlation(), branch(0));
        xa.client().frame(commit);
        xa.client().frame(rollback);
        harness.settle();
        assertThat(xa.answered(rollback)).isZero();
        assertThat(xa.answered(commit)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(memoryUsed()).isLessThan(before);
        assertThat(subscribed()).isEmpty();
    }

    @Test
    void aCommitThatDoesNotWaitForThePrepareIsCarriedOutWhenTheBodiesAreOnDisk() {
        subscribe(admin);
        prepare(10, NEWS);
        assertThat(xa.start(branch(10))).isZero();
        int producer = xa.client().producer(xa.session(), NEWS);
        for (int m = 0; m < 100; m++) {
            xa.client().sendIn(producer, xa.transaction(), text(10, m));
        }
        assertThat(xa.end(branch(10))).isZero();
        for (int b = 0; b < 10; b++) {
            assertThat(xa.rollBack(branch(b))).isZero();
        }
        xa.client().frame(new XaFrame.XaPrepare(xa.client().correlation(), branch(10)));
        XaFrame.XaCommit commit = new XaFrame.XaCommit(xa.client().correlation(), false, branch(10));
        xa.client().frame(commit);
        harness.settle();
        assertThat(xa.answered(commit)).isZero();
        assertThat(subscribed()).hasSize(100);
    }
}
