package io.angarium.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.ra.container.BranchName;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a prepared branch is ended when its connection may be lost. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SecondPhaseTest {
    private static final int WELL = 0;

    private final BranchName branch = BranchName.unique();
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final XAResource resource = (XAResource) Proxy.newProxyInstance(
            XAResource.class.getClassLoader(), new Class<?>[] {XAResource.class}, (proxy, method, arguments) -> {
                int answer = answers.remove();
                if (answer != WELL) {
                    throw new XAException(answer);
                }
                return method.getName().equals("prepare") ? XAResource.XA_OK : null;
            });

    private SecondPhase phase(Duration patience) {
        return new SecondPhase(() -> resource, patience);
    }

    private void prepare(SecondPhase phase, boolean gone, Integer... codes) throws XAException {
        answers.addAll(List.of(codes));
        assertThat(phase.prepare(branch, resource, () -> gone)).isEqualTo(XAResource.XA_OK);
    }

    private void commit(SecondPhase phase, boolean gone, Integer... codes) throws XAException {
        answers.addAll(List.of(codes));
        phase.end(branch, resource, () -> gone, by -> by.commit(branch, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {WELL, XAException.XAER_NOTA})
    void aPreparedBranchIsEndedWhenTheBrokerIsBackOrHadDoneIt(int last) throws XAException {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        prepare(phase, false, WELL);
        commit(phase, true, XAException.XAER_RMFAIL, XAException.XAER_RMFAIL, last);
        assertThat(answers).isEmpty();
    }

    @Test
    void whatAnOperatorHasDecidedIsTold() throws XAException {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        prepare(phase, false, WELL);
        assertCode(XAException.XA_HEURRB, () -> commit(phase, true, XAException.XAER_RMFAIL, XAException.XA_HEURRB));
    }

    @Test
    void aBrokerThatStaysAwayIsLeftToRecovery() throws XAException {
        SecondPhase phase = phase(Duration.ZERO);
        prepare(phase, false, WELL);
        assertCode(XAException.XAER_RMFAIL, () -> commit(phase, true, XAException.XAER_RMFAIL));
    }

    @Test
    void aBranchThatIsNotPreparedIsTriedOnce() {
        assertCode(XAException.XAER_RMFAIL, () -> commit(phase(Duration.ofSeconds(20)), true, XAException.XAER_RMFAIL));
    }

    @ParameterizedTest
    @ValueSource(ints = {XAException.XAER_NOTA, XAException.XAER_RMFAIL, XAException.XA_HEURRB})
    void whatIsSaidOverAConnectionThatIsThereIsTold(int code) throws XAException {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        prepare(phase, false, WELL);
        assertCode(code, () -> commit(phase, false, code));
    }

    @ParameterizedTest
    @ValueSource(ints = {WELL, XAException.XAER_NOTA})
    void aBranchWhosePrepareGotNoAnswerIsRolledBackWhenTheBrokerIsBack(int last) {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        assertCode(
                XAException.XA_RBCOMMFAIL,
                () -> prepare(phase, true, XAException.XAER_RMFAIL, XAException.XAER_RMFAIL, last));
        assertThat(answers).isEmpty();
    }

    @Test
    void aPrepareWithoutAnswerIsToldWhenTheBrokerStaysAway() {
        assertCode(XAException.XAER_RMFAIL, () -> prepare(phase(Duration.ZERO), true, XAException.XAER_RMFAIL));
    }

    @Test
    void aPrepareThatIsRefusedOverAConnectionThatIsThereIsTold() {
        assertCode(
                XAException.XA_RBROLLBACK,
                () -> prepare(phase(Duration.ofSeconds(20)), false, XAException.XA_RBROLLBACK));
    }

    @Test
    void aBranchIsKnownByItsNameAndEndedOnce() throws XAException {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        answers.add(WELL);
        phase.prepare(
                (Xid) Proxy.newProxyInstance(
                        Xid.class.getClassLoader(),
                        new Class<?>[] {Xid.class},
                        (proxy, method, arguments) -> method.invoke(branch, arguments)),
                resource,
                () -> false);
        commit(phase, true, XAException.XAER_RMFAIL, WELL);
        assertThat(answers).isEmpty();
        assertCode(XAException.XAER_RMFAIL, () -> commit(phase, true, XAException.XAER_RMFAIL));
    }

    @Test
    void aBranchThatIsToBeTriedAgainLaterIsStillPrepared() throws XAException {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        prepare(phase, false, WELL);
        assertCode(XAException.XA_RETRY, () -> commit(phase, false, XAException.XA_RETRY));
        assertCode(XAException.XA_RETRY, () -> commit(phase, true, XAException.XAER_RMFAIL, XAException.XA_RETRY));
        commit(phase, true, XAException.XAER_RMFAIL, XAException.XAER_RMFAIL, WELL);
        assertThat(answers).isEmpty();
        assertCode(XAException.XAER_RMFAIL, () -> commit(phase, true, XAException.XAER_RMFAIL));
    }

    @Test
    void branchesThatOthersHaveEndedDoNotStayForEver() throws XAException {
        SecondPhase phase = phase(Duration.ofSeconds(20));
        prepare(phase, false, WELL);
        assertCode(XAException.XA_RETRY, () -> commit(phase, false, XAException.XA_RETRY));
        BranchName second = BranchName.unique(); // the first one is ended by recovery, of which nothing is heard
        for (int i = 0; i < SecondPhase.MOST_PREPARED; i++) {
            answers.add(WELL);
            phase.prepare(i == 0 ? second : BranchName.unique(), resource, () -> false);
        }
        assertCode(XAException.XAER_RMFAIL, () -> commit(phase, true, XAException.XAER_RMFAIL));
        answers.addAll(List.of(XAException.XAER_RMFAIL, WELL));
        phase.end(second, resource, () -> true, by -> by.commit(second, false));
        assertThat(answers).as("as many as are known").isEmpty();
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, e -> assertThat(e.errorCode)
                .isEqualTo(code));
    }
}
