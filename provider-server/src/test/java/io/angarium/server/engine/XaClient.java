package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A session of a {@link TestClient} that makes XA calls, one after another, each up to its answer. */
final class XaClient {
    private final EngineHarness harness;
    private final TestClient client;
    private final int session;
    private long transaction;

    XaClient(EngineHarness harness) {
        this(harness, harness.connect());
    }

    XaClient(EngineHarness harness, TestClient client) {
        this.harness = harness;
        this.client = client;
        session = client.session();
    }

    static BranchId branch(String name) {
        return new BranchId(7, "global".getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
    }

    TestClient client() {
        return client;
    }

    int session() {
        return session;
    }

    /** Number that the session's work in its branch names. */
    long transaction() {
        return transaction;
    }

    int start(BranchId branch) {
        return start(branch, XaCode.TMNOFLAGS, 0);
    }

    int start(BranchId branch, int flags) {
        return start(branch, flags, 0);
    }

    int start(BranchId branch, int flags, long timeoutMillis) {
        long number = transaction + 1;
        int code = code(new XaFrame.XaStart(client.correlation(), session, number, flags, timeoutMillis, branch));
        if (code == XaCode.XA_OK) {
            transaction = number;
        }
        return code;
    }

    int end(BranchId branch) {
        return end(branch, XaCode.TMSUCCESS);
    }

    int end(BranchId branch, int flags) {
        return code(new XaFrame.XaEnd(client.correlation(), session, flags, branch));
    }

    int prepare(BranchId branch) {
        return code(new XaFrame.XaPrepare(client.correlation(), branch));
    }

    int commit(BranchId branch) {
        return code(new XaFrame.XaCommit(client.correlation(), false, branch));
    }

    int commitOnePhase(BranchId branch) {
        return code(new XaFrame.XaCommit(client.correlation(), true, branch));
    }

    int rollBack(BranchId branch) {
        return code(new XaFrame.XaRollback(client.correlation(), branch));
    }

    int forget(BranchId branch) {
        return code(new XaFrame.XaForget(client.correlation(), branch));
    }

    /** Sends the frame and settles everything; the code of the answer. */
    int code(XaFrame frame) {
        client.frame(frame);
        harness.settle();
        return answered((Frame.Request) frame);
    }

    int answered(Frame.Request frame) {
        ReplyFrame reply = client.reply(frame.correlation());
        assertThat(reply).as("%s closed %s", frame, client.closeReason()).isInstanceOf(ReplyFrame.XaResult.class);
        return ((ReplyFrame.XaResult) reply).code();
    }

    /** The branches of a whole scan. */
    List<BranchId> recover() {
        return recover(XaCode.TMSTARTRSCAN | XaCode.TMENDRSCAN);
    }

    List<BranchId> recover(int flags) {
        int correlation = client.correlation();
        client.frame(new XaFrame.XaRecover(correlation, session, flags));
        harness.settle();
        List<BranchId> found = new ArrayList<>();
        boolean complete = false;
        for (ReplyFrame.XaBranches reply : client.take(ReplyFrame.XaBranches.class)) {
            assertThat(reply.correlation()).isEqualTo(correlation);
            assertThat(complete).isFalse();
            found.addAll(reply.branches());
            complete = !reply.more();
        }
        assertThat(complete).isTrue();
        return found;
    }
}
