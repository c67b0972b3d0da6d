package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.XaCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see of branches, and what their decisions do: durable, remembered, told to whoever asks. */
@Timeout(20)
class BranchManagementTest {
    private static final BranchId X = narayana("node-7");

    private final EngineHarness harness = new EngineHarness();
    private XaClient xa = new XaClient(harness);
    private TestClient admin = harness.connect();

    /** As Narayana makes them: 28 bytes of a Uid, then the node's name. */
    private static BranchId narayana(String node) {
        byte[] name = node.getBytes(StandardCharsets.UTF_8);
        byte[] global = Arrays.copyOf(new byte[] {-1, -2, -3}, 28 + name.length);
        System.arraycopy(name, 0, global, 28, name.length);
        return new BranchId(131077, global, new byte[] {1, 2, 3});
    }

    private void prepare(BranchId branch) {
        xa.client().send(xa.client().producer(xa.session(), Destination.queue("in")), "taken");
        harness.settle();
        int consumer = xa.client().consume(xa.session(), "in");
        harness.settle();
        xa.start(branch);
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 1, 1);
        int producer = xa.client().producer(xa.session(), Destination.queue("out"));
        xa.client().sendIn(producer, xa.transaction(), "1");
        xa.client().sendIn(producer, xa.transaction(), "2");
        xa.end(branch);
        assertThat(xa.prepare(branch)).isZero();
        xa.client().closeConsumer(consumer, 1);
    }

    private Map<String, Object> ask(String operation, String dryRun) {
        int correlation = admin.manage(operation, Map.of("xid", X.toString(), "dryRun", dryRun));
        harness.settle();
        return admin.rows(correlation).get(0);
    }

    private ErrorCode refused(String operation, Map<String, Object> arguments) {
        int correlation = admin.manage(operation, arguments);
        harness.settle();
        return admin.failure(correlation);
    }

    private List<String> content(String queue) {
        TestClient reader = harness.connect();
        reader.consume(reader.session(), queue);
        harness.settle();
        List<String> texts = reader.texts();
        reader.vanish();
        harness.settle();
        return texts;
    }

    private void crash() {
        harness.crash();
        xa = new XaClient(harness);
        admin = harness.connect();
    }

    @Test
    void aBranchIsShownWithWhoWhatWhereAndHowLong() {
        prepare(X);
        harness.pass(90_000);
        assertThat(ask("tx.show", "false"))
                .containsEntry("xid", X.toString())
                .containsEntry("state", "PREPARED")
                .containsEntry("node", "node-7")
                .containsEntry("ageSeconds", 90L)
                .containsEntry("by", "anonymous@here:1")
                .containsEntry("messagesIn", 1)
                .containsEntry("messagesOut", 2)
                .containsEntry("destinations", "in -1, out +2");
    }

    @Test
    void aDryRunSaysWhatWouldHappenAndDoesNothing() {
        prepare(X);
        assertThat(ask("tx.commit", "true").get("would").toString()).startsWith("commit");
        assertThat(ask("tx.rollback", "true").get("would").toString()).startsWith("roll back");
        assertThat(harness.effects(Effect.BranchDecided.class)).isEmpty();
        assertThat(xa.recover()).containsExactly(X);
        assertThat(xa.commit(X)).isZero();
        assertThat(content("out")).containsExactly("1", "2");
    }

    @Test
    void aCommitByHandIsRememberedOverACrashUntilItIsForgotten() {
        prepare(X);
        assertThat(ask("tx.commit", "false")).containsEntry("done", "commit");
        harness.checkpoint();
        crash();
        assertThat(content("out")).containsExactly("1", "2");
        assertThat(content("in")).isEmpty();
        assertThat(ask("tx.show", "false")).containsEntry("state", "COMMITTED_BY_HAND");
        assertThat(xa.recover()).containsExactly(X);
        assertThat(xa.rollBack(X)).isEqualTo(XaCode.XA_HEURCOM);
        assertThat(xa.commit(X)).isEqualTo(XaCode.XA_HEURCOM);
        assertThat(xa.start(X)).isEqualTo(XaCode.XAER_DUPID);
        assertThat(xa.forget(X)).isZero();
        assertThat(xa.commit(X)).isEqualTo(XaCode.XAER_NOTA);
        crash();
        assertThat(xa.recover()).isEmpty();
        assertThat(content("out")).containsExactly("1", "2");
    }

    @Test
    void aRollbackByHandIsRememberedOverACrashUntilTheOperatorForgetsIt() {
        prepare(X);
        assertThat(ask("tx.rollback", "false")).containsEntry("done", "roll back");
        crash();
        assertThat(content("out")).isEmpty();
        assertThat(content("in")).containsExactly("taken");
        assertThat(xa.commit(X)).isEqualTo(XaCode.XA_HEURRB);
        assertThat(ask("tx.forget", "true").get("would").toString()).startsWith("forget");
        assertThat(xa.commit(X)).isEqualTo(XaCode.XA_HEURRB);
        assertThat(ask("tx.forget", "false")).containsEntry("done", "forget");
        assertThat(xa.commit(X)).isEqualTo(XaCode.XAER_NOTA);
        crash();
        assertThat(xa.commit(X)).isEqualTo(XaCode.XAER_NOTA);
    }

    @Test
    void onlyWhatIsPreparedCanBeDecidedAndOnlyWhatIsDecidedForgotten() {
        Map<String, Object> x = Map.of("xid", X.toString());
        assertThat(refused("tx.commit", x)).isEqualTo(ErrorCode.NOT_FOUND);
        xa.start(X);
        assertThat(refused("tx.commit", x)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(refused("tx.rollback", x)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(refused("tx.forget", x)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(refused("tx.show", Map.of("xid", "nonsense"))).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused("tx.show", Map.of())).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused("tx.undo", x)).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void aNodeNameIsShownOnlyWhereTheFormatHasOne() {
        BranchId other = new BranchId(7, X.global(), new byte[] {1});
        BranchId garbage = new BranchId(131077, Arrays.copyOf(new byte[] {1}, 30), new byte[] {1});
        xa.start(other);
        new XaClient(harness).start(garbage);
        int list = admin.manage("tx.list", Map.of());
        harness.settle();
        assertThat(admin.rows(list)).hasSize(2).allSatisfy(row -> assertThat(row)
                .doesNotContainKey("node")
                .containsEntry("state", "ACTIVE")
                .containsEntry("messagesIn", 0));
    }
}
