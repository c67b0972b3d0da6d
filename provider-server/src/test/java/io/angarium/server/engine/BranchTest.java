package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Branches of transactions that somebody else coordinates: what they do, what survives, what is locked. */
@Timeout(20)
class BranchTest {
    private static final BranchId X = XaClient.branch("x");
    private static final BranchId Y = XaClient.branch("y");
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Destination NEWS = Destination.topic("news");

    private final EngineHarness harness = new EngineHarness();
    private XaClient xa = new XaClient(harness);
    private TestClient witness = harness.connect();

    private int producer(Destination destination) {
        return xa.client().producer(xa.session(), destination);
    }

    private void send(int producer, String text) {
        xa.client().sendIn(producer, xa.transaction(), text);
    }

    /** What a new consumer of the queue gets. */
    private List<String> content(String queue) {
        TestClient reader = harness.connect();
        reader.consume(reader.session(), queue);
        harness.settle();
        List<String> texts = reader.texts();
        reader.frame(new ConnectionFrame.Goodbye(null, ""));
        harness.settle();
        return texts;
    }

    /** In branch X: consumes "in" from the queue, sends "out". */
    private void work() {
        int outside = producer(ORDERS);
        xa.client().send(outside, 0, 0, 0, Messages.text("in"));
        harness.settle();
        int consumer = xa.client().consume(xa.session(), "orders");
        harness.settle();
        assertThat(xa.client().texts()).containsExactly("in");
        assertThat(xa.start(X)).isEqualTo(XaCode.XA_OK);
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 1, 1);
        send(producer(Destination.queue("out")), "out");
        assertThat(xa.end(X)).isEqualTo(XaCode.XA_OK);
    }

    private void restartAfterCrash() {
        harness.crash();
        xa = new XaClient(harness);
        witness = harness.connect();
    }

    @Test
    void aPreparedBranchSurvivesACrashWithItsLocksAndIsCommittedByAnotherConnection() {
        work();
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_OK);
        restartAfterCrash();
        assertThat(content("orders")).isEmpty();
        assertThat(content("out")).isEmpty();
        assertThat(xa.recover()).containsExactly(X);
        assertThat(xa.commit(X)).isEqualTo(XaCode.XA_OK);
        assertThat(content("orders")).isEmpty();
        assertThat(content("out")).containsExactly("out");
        assertThat(xa.recover()).isEmpty();
        restartAfterCrash();
        assertThat(xa.recover()).isEmpty();
        assertThat(content("out")).containsExactly("out");
        assertThat(content("orders")).isEmpty();
    }

    @Test
    void aPreparedBranchSurvivesACrashAndIsRolledBack() {
        work();
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_OK);
        restartAfterCrash();
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XA_OK);
        assertThat(content("out")).isEmpty();
        TestClient reader = harness.connect();
        reader.consume(reader.session(), "orders");
        harness.settle();
        ConsumerFrame.Deliver deliver = reader.deliveries().get(0);
        assertThat(TestClient.text(deliver)).isEqualTo("in");
        assertThat(deliver.deliveryCount()).isGreaterThan(1);
        restartAfterCrash();
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(content("orders")).containsExactly("in");
    }

    @Test
    void aPreparedBranchIsPartOfACheckpoint() {
        witness.subscribe(witness.session(), ConsumerFrame.Kind.SHARED_DURABLE, "news", "all");
        work();
        xa.start(Y);
        send(producer(NEWS), "news");
        xa.end(Y);
        xa.prepare(X);
        xa.prepare(Y);
        harness.settle().checkpoint();
        restartAfterCrash();
        assertThat(xa.recover()).containsExactlyInAnyOrder(X, Y);
        assertThat(content("orders")).isEmpty();
        harness.settle().checkpoint();
        restartAfterCrash();
        assertThat(xa.commit(Y)).isEqualTo(XaCode.XA_OK);
        harness.settle().checkpoint();
        restartAfterCrash();
        witness.subscribe(witness.session(), ConsumerFrame.Kind.SHARED_DURABLE, "news", "all");
        harness.settle();
        assertThat(witness.texts()).containsExactly("news");
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XA_OK);
        harness.settle().checkpoint();
        restartAfterCrash();
        assertThat(xa.recover()).isEmpty();
        assertThat(content("out")).isEmpty();
        assertThat(content("orders")).containsExactly("in");
    }

    @Test
    void whatRollsBackAfterARestartReturnsToItsPlace() {
        int producer = producer(ORDERS);
        for (String text : List.of("1", "2", "3")) {
            xa.client().send(producer, text);
        }
        int consumer = xa.client().consume(xa.session(), "orders");
        harness.settle();
        xa.start(X);
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 2, 2);
        xa.end(X);
        xa.prepare(X);
        restartAfterCrash();
        assertThat(content("orders")).containsExactly("1", "3");
        xa.rollBack(X);
        assertThat(content("orders")).containsExactly("1", "2", "3");
    }

    @Test
    void anUnpreparedBranchIsForgottenByACrash() {
        work();
        harness.force();
        restartAfterCrash();
        assertThat(xa.recover()).isEmpty();
        assertThat(xa.commit(X)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(content("orders")).containsExactly("in");
        assertThat(content("out")).isEmpty();
    }

    @Test
    void prepareAndCommitAreAnsweredWhenTheyAreOnDisk() {
        work();
        XaFrame.XaPrepare prepare = new XaFrame.XaPrepare(xa.client().correlation(), X);
        xa.client().frame(prepare);
        harness.round();
        assertThat(xa.client().reply(prepare.correlation())).isNull();
        harness.force();
        assertThat(xa.answered(prepare)).isEqualTo(XaCode.XA_OK);

        XaFrame.XaCommit commit = new XaFrame.XaCommit(xa.client().correlation(), false, X);
        xa.client().frame(commit);
        harness.round();
        assertThat(xa.client().reply(commit.correlation())).isNull();
        harness.force();
        assertThat(xa.answered(commit)).isEqualTo(XaCode.XA_OK);
    }

    @Test
    void nobodyHearsThatABranchIsGoneBeforeItsEndIsOnDisk() {
        work();
        xa.prepare(X);
        xa.client().frame(new XaFrame.XaCommit(xa.client().correlation(), false, X));
        harness.round();
        XaClient second = new XaClient(harness);
        XaFrame.XaRollback rollback = new XaFrame.XaRollback(second.client().correlation(), X);
        second.client().frame(rollback);
        second.client()
                .frame(new XaFrame.XaRecover(second.client().correlation(), second.session(), XaCode.TMSTARTRSCAN));
        harness.round();
        assertThat(second.client().reply(rollback.correlation())).isNull();
        assertThat(second.client().take(ReplyFrame.XaBranches.class)).isEmpty();
        restartAfterCrash();
        assertThat(xa.recover()).containsExactly(X);
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XA_OK);
    }

    @Test
    void onePhaseCommitIsOnDiskAfterOneForce() {
        work();
        XaFrame.XaCommit commit = new XaFrame.XaCommit(xa.client().correlation(), true, X);
        xa.client().frame(commit);
        harness.round().force();
        assertThat(xa.answered(commit)).isEqualTo(XaCode.XA_OK);
        assertThat(content("out")).containsExactly("out");
        assertThat(xa.recover()).isEmpty();
    }

    @Test
    void aBranchThatDidNothingIsReadOnly() {
        xa.start(X);
        xa.end(X);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_RDONLY);
        assertThat(xa.commit(X)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(harness.effects(Effect.BranchPrepared.class)).isEmpty();
    }

    @Test
    void messagesToATopicAreRoutedWhenTheBranchCommitsEvenAfterACrash() {
        witness.subscribe(witness.session(), ConsumerFrame.Kind.SHARED_DURABLE, "news", "before");
        xa.start(X);
        send(producer(NEWS), "a");
        xa.end(X);
        xa.prepare(X);
        restartAfterCrash();
        int session = witness.session();
        witness.subscribe(session, ConsumerFrame.Kind.SHARED_DURABLE, "news", "between");
        harness.settle();
        assertThat(xa.commit(X)).isEqualTo(XaCode.XA_OK);
        harness.settle();
        assertThat(witness.texts()).containsExactly("a");
        restartAfterCrash();
        session = witness.session();
        witness.subscribe(session, ConsumerFrame.Kind.SHARED_DURABLE, "news", "before");
        witness.subscribe(session, ConsumerFrame.Kind.SHARED_DURABLE, "news", "between");
        harness.settle();
        assertThat(witness.texts()).containsExactly("a", "a");
    }

    @Test
    void twoSessionsOfTwoConnectionsShareOneBranch() {
        XaClient second = new XaClient(harness);
        xa.start(X);
        assertThat(second.start(X, XaCode.TMJOIN)).isEqualTo(XaCode.XA_OK);
        send(producer(ORDERS), "first");
        int other = second.client().producer(second.session(), ORDERS);
        second.client().sendIn(other, second.transaction(), "second");
        xa.end(X);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XAER_PROTO);
        second.end(X);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_OK);
        assertThat(second.commit(X)).isEqualTo(XaCode.XA_OK);
        assertThat(content("orders")).containsExactly("first", "second");
    }

    @Test
    void aSuspendedBranchIsLeftAloneByWorkInBetween() {
        int producer = producer(ORDERS);
        xa.start(X);
        send(producer, "x1");
        xa.end(X, XaCode.TMSUSPEND);
        xa.client().send(producer, "outside");
        xa.start(Y);
        send(producer, "y");
        xa.end(Y);
        assertThat(xa.rollBack(Y)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.start(X, XaCode.TMRESUME)).isEqualTo(XaCode.XA_OK);
        send(producer, "x2");
        xa.end(X);
        assertThat(xa.commitOnePhase(X)).isEqualTo(XaCode.XA_OK);
        assertThat(content("orders")).containsExactly("outside", "x1", "x2");
    }

    @Test
    void whoseTimeIsOverRollsBackAtOnceAndSaysWhyLater() {
        work();
        xa.rollBack(X);
        harness.settle();
        xa.start(X, XaCode.TMNOFLAGS, 5000);
        send(producer(Destination.queue("out")), "late");
        assertThat(harness.engine().wakeAt()).isLessThanOrEqualTo(harness.now() + 5000);
        harness.pass(5000).settle();
        int producer = producer(Destination.queue("out"));
        send(producer, "after");
        harness.settle();
        assertThat(xa.client().take(ProducerFrame.SendRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK));
        assertThat(xa.end(X)).isEqualTo(XaCode.XA_RBTIMEOUT);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_RBTIMEOUT);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(content("out")).isEmpty();
    }

    @Test
    void whatIsBehindAnExpiredMessageGoesToWhoTakesItAlthoughOthersDoNot() {
        int outside = producer(ORDERS);
        xa.client().send(outside, 0, 50, 0, Messages.text("short"));
        harness.settle();
        int consumer = xa.client().open(xa.session(), ConsumerFrame.Kind.QUEUE, ORDERS, null);
        xa.client().credit(consumer, 1);
        harness.settle();
        assertThat(xa.start(X, XaCode.TMNOFLAGS, 100)).isEqualTo(XaCode.XA_OK);
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 1, 1);
        xa.client().send(outside, 0, 0, 0, Messages.text("behind"));
        harness.settle();
        int session = witness.session();
        witness.consume(session, "orders", "size = 1");
        witness.consume(session, "orders");
        harness.clockJumps(100);
        harness.settle();
        assertThat(witness.texts()).containsExactly("behind");
    }

    @Test
    void aPreparedBranchHasAllTheTimeOfTheWorld() {
        xa.start(X, XaCode.TMNOFLAGS, 5000);
        send(producer(ORDERS), "a");
        xa.end(X);
        xa.prepare(X);
        harness.pass(1_000_000_000).settle();
        xa.client().vanish();
        harness.settle();
        XaClient second = new XaClient(harness);
        assertThat(second.commit(X)).isEqualTo(XaCode.XA_OK);
        assertThat(content("orders")).containsExactly("a");
    }

    @Test
    void aLostConnectionRollsBackWhatItTookPartInAndNothingElse() {
        work();
        XaClient second = new XaClient(harness);
        second.start(Y);
        second.client().sendIn(second.client().producer(second.session(), ORDERS), second.transaction(), "y");
        second.end(Y);
        second.prepare(Y);
        xa.client().vanish();
        harness.settle();
        assertThat(second.prepare(X)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(content("orders")).containsExactly("in");
        assertThat(second.commit(Y)).isEqualTo(XaCode.XA_OK);
        assertThat(content("out")).isEmpty();
    }

    @Test
    void aSharedBranchCanOnlyRollBackOnceOneOfItsConnectionsIsLostInIt() {
        XaClient second = new XaClient(harness);
        xa.start(X);
        second.start(X, XaCode.TMJOIN);
        second.client().vanish();
        harness.settle();
        assertThat(xa.end(X)).isEqualTo(XaCode.XA_RBCOMMFAIL);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_RBCOMMFAIL);
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XAER_NOTA);
    }

    @Test
    void aSendThatWasRefusedLetsTheBranchOnlyRollBack() {
        int producer = producer(ORDERS);
        xa.start(X);
        harness.refuse(Refusals.full());
        send(producer, "a");
        harness.refuse(null);
        assertThat(xa.end(X)).isEqualTo(XaCode.XA_RBOTHER);
        assertThat(xa.commitOnePhase(X)).isEqualTo(XaCode.XA_RBOTHER);
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XAER_NOTA);
        assertThat(content("orders")).isEmpty();
    }

    @Test
    void aFullDiskRefusesThePrepareAndRollsBackButNeverACommitOfWhatIsPrepared() {
        work();
        harness.refuse(Refusals.full());
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_RBOTHER);
        harness.refuse(null);
        assertThat(xa.client().texts()).as("back at its consumer").containsExactly("in");
        witness.subscribe(witness.session(), ConsumerFrame.Kind.SHARED_DURABLE, "news", "all");
        xa.start(Y);
        send(producer(NEWS), "y");
        xa.end(Y);
        assertThat(xa.prepare(Y)).isEqualTo(XaCode.XA_OK);
        harness.refuse(Refusals.full());
        assertThat(xa.commit(Y)).isEqualTo(XaCode.XA_OK);
        assertThat(witness.texts()).containsExactly("y");
    }

    @Test
    void aScanGoesByItsFlags() {
        IntStream.range(0, 2500).forEach(i -> {
            BranchId branch = XaClient.branch("b" + i);
            xa.start(branch);
            xa.client().send(producer(ORDERS), xa.transaction(), 0, 0, Messages.text("m"));
            xa.end(branch);
            xa.client().frame(new XaFrame.XaPrepare(xa.client().correlation(), branch));
            xa.client().received().clear();
        });
        harness.settle();
        assertThat(xa.recover(XaCode.TMSTARTRSCAN)).hasSize(2500).doesNotHaveDuplicates();
        assertThat(xa.recover(XaCode.TMNOFLAGS)).isEmpty();
        assertThat(xa.recover(XaCode.TMENDRSCAN)).isEmpty();
        for (int flags : new int[] {XaCode.TMNOFLAGS, XaCode.TMENDRSCAN, XaCode.TMJOIN, XaCode.TMSTARTRSCAN | 1}) {
            int code = xa.code(new XaFrame.XaRecover(xa.client().correlation(), xa.session(), flags));
            assertThat(code).as("flags %x", flags).isEqualTo(XaCode.XAER_INVAL);
        }
    }

    @Test
    void aLocalTransactionAndABranchDoNotMix() {
        int producer = producer(ORDERS);
        xa.client().sendIn(producer, 1, "local");
        assertThat(xa.code(new XaFrame.XaStart(xa.client().correlation(), xa.session(), 2, 0, 0, X)))
                .isEqualTo(XaCode.XAER_OUTSIDE);
        XaClient second = new XaClient(harness);
        second.start(X);
        int commit = second.client().commit(second.session(), second.transaction());
        harness.settle();
        assertThat(second.client().failure(commit)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(second.end(X)).isEqualTo(XaCode.XA_OK);
    }

    @Test
    void aSendThatComesBehindTheEndOfItsBranchIsRefusedByItself() {
        int producer = producer(ORDERS);
        xa.start(X);
        send(producer, "a");
        xa.end(X, XaCode.TMSUSPEND);
        send(producer, "late");
        xa.start(X, XaCode.TMRESUME);
        xa.client().sendIn(producer, xa.transaction() - 1, "later");
        send(producer, "b");
        assertThat(xa.client().take(ProducerFrame.SendRefused.class))
                .extracting(ProducerFrame.SendRefused::code)
                .containsExactly(ErrorCode.ILLEGAL_STATE, ErrorCode.ILLEGAL_STATE);
        assertThat(xa.end(X)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.commitOnePhase(X)).isEqualTo(XaCode.XA_OK);
        assertThat(content("orders")).containsExactly("a", "b");
    }
}
