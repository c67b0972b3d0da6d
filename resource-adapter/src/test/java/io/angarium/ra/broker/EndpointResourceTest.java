package io.angarium.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.ra.container.BranchName;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction manager sees of a branch that the broker does not begin. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EndpointResourceTest {
    private static final int WELL = 0;

    private final BranchName branch = BranchName.unique();
    private final List<String> calls = new ArrayList<>();
    private int answer;
    private XaAction whileStartReturns = () -> {};
    private final XAResource session = (XAResource) Proxy.newProxyInstance(
            XAResource.class.getClassLoader(), new Class<?>[] {XAResource.class}, (proxy, method, arguments) -> {
                calls.add(method.getName());
                if (answer != WELL) {
                    throw new XAException(answer);
                }
                if (method.getName().equals("start")) {
                    whileStartReturns.run();
                }
                return method.getName().equals("prepare") ? XAResource.XA_OK : null;
            });
    private final EndpointResource resource = new EndpointResource(session, UUID.randomUUID(), () -> false, () -> {
        throw new IllegalStateException("the connection is there");
    });

    @FunctionalInterface
    private interface XaAction {
        void run() throws XAException;
    }

    private void startInVain(int code) throws XAException {
        answer = code;
        resource.start(branch, XAResource.TMNOFLAGS);
        answer = WELL;
        calls.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {XAException.XAER_RMFAIL, XAException.XAER_RMERR, XAException.XAER_PROTO})
    void itsVoteIsToRollBackAndTheBrokerHearsNothing(int code) throws XAException {
        startInVain(code);
        assertThat(resource.isAssociated()).isFalse();
        assertThat(resource.trouble()).isNotNull().satisfies(cause -> assertThat(cause.errorCode)
                .isEqualTo(code));
        resource.end(branch, XAResource.TMSUCCESS);
        assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(branch));
        resource.rollback(branch);
        assertThat(calls).isEmpty();
    }

    @Test
    void itDoesNotCommitInOnePhase() throws XAException {
        startInVain(XAException.XAER_RMFAIL);
        resource.end(branch, XAResource.TMSUCCESS);
        assertCode(XAException.XA_RBROLLBACK, () -> resource.commit(branch, true));
        assertThat(calls).isEmpty();
    }

    @Test
    void otherBranchesOfTheSameSessionAreEndedAsEver() throws XAException {
        BranchName committed = BranchName.unique();
        resource.start(committed, XAResource.TMNOFLAGS);
        resource.end(committed, XAResource.TMSUCCESS);
        BranchName rolledBack = BranchName.unique();
        resource.start(rolledBack, XAResource.TMNOFLAGS);
        resource.end(rolledBack, XAResource.TMSUSPEND);
        startInVain(XAException.XAER_RMFAIL);
        assertThat(resource.prepare(committed)).isEqualTo(XAResource.XA_OK);
        resource.commit(committed, false);
        resource.end(rolledBack, XAResource.TMSUCCESS);
        resource.rollback(rolledBack);
        assertThat(calls).containsExactly("prepare", "commit", "end", "rollback");
    }

    @Test
    void theNextOneIsBegunAsEver() throws XAException {
        startInVain(XAException.XAER_RMFAIL);
        resource.start(BranchName.unique(), XAResource.TMNOFLAGS);
        assertThat(resource.isAssociated()).isTrue();
        assertThat(resource.trouble()).isNull();
    }

    @Test
    void oneThatIsEndedWhileItsStartReturnsStaysEnded() throws XAException {
        whileStartReturns = () -> {
            assertThat(resource.isAssociated()).isTrue();
            resource.end(branch, XAResource.TMFAIL);
        };
        resource.start(branch, XAResource.TMNOFLAGS);
        assertThat(resource.isAssociated()).isFalse();
        assertThat(calls).containsExactly("start", "end");
    }

    @Test
    void theEndOfASuspendedOneLeavesTheActiveOneAlone() throws XAException {
        resource.start(branch, XAResource.TMNOFLAGS);
        resource.end(branch, XAResource.TMSUSPEND);
        resource.start(BranchName.unique(), XAResource.TMNOFLAGS);
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.isAssociated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {XAException.XAER_INVAL, XAException.XAER_NOTA, XAException.XA_RBTIMEOUT})
    void oneIsLeftThoughItsEndIsRefusedUnlessNoEndIsLikeThat(int code) throws XAException {
        resource.start(branch, XAResource.TMNOFLAGS);
        answer = code;
        assertCode(code, () -> resource.end(branch, XAResource.TMSUCCESS));
        assertThat(resource.isAssociated()).isEqualTo(code == XAException.XAER_INVAL);
    }

    @Test
    void whatCannotBeBegunBesideAnotherLeavesThatOneAlone() throws XAException {
        resource.start(branch, XAResource.TMNOFLAGS);
        answer = XAException.XAER_PROTO;
        assertCode(XAException.XAER_PROTO, () -> resource.start(BranchName.unique(), XAResource.TMJOIN));
        assertThat(resource.isAssociated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {XAResource.TMJOIN, XAResource.TMRESUME})
    void oneThatHasNotBegunCannotBeJoinedOrResumed(int flags) throws XAException {
        startInVain(XAException.XAER_RMERR);
        answer = XAException.XAER_NOTA;
        assertCode(XAException.XAER_NOTA, () -> resource.start(branch, flags));
        assertThat(resource.isAssociated()).isFalse();
        assertThat(calls).containsExactly("start");
    }

    @Test
    void oneThatIsJoinedAfterAllIsEnded() throws XAException {
        startInVain(XAException.XAER_RMERR);
        resource.start(branch, XAResource.TMJOIN);
        assertThat(resource.isAssociated()).isTrue();
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(calls).containsExactly("start", "end");
    }

    @ParameterizedTest
    @ValueSource(ints = {XAResource.TMJOIN, XAResource.TMRESUME})
    void oneThatIsThereAndCannotBeJoinedIsTold(int flags) {
        answer = XAException.XAER_RMFAIL;
        assertCode(XAException.XAER_RMFAIL, () -> resource.start(branch, flags));
        assertThat(resource.isAssociated()).isFalse();
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, e -> assertThat(e.errorCode)
                .isEqualTo(code));
    }
}
