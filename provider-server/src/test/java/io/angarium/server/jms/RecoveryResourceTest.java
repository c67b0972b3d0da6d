package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.recovery.RecoveryResource;
import io.angarium.jms.recovery.ScanWatch;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.TestXid;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What recovery sees of a broker that comes and goes: X/Open XA chapter 3.9. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RecoveryResourceTest {
    private static final TestXid X = new TestXid("global", "x");
    private static final int WHOLE_SCAN = XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN;

    @TempDir
    private java.nio.file.Path folder;

    private Broker broker;
    private ScanWatch watch;
    private RecoveryResource recovery;
    private AngariumXAConnectionFactory factory;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        factory = new AngariumXAConnectionFactory("angarium://127.0.0.1:" + broker.port());
        watch = new ScanWatch("test", "broker", Long.MAX_VALUE / 4, System::nanoTime, () -> 0);
        recovery = new RecoveryResource(factory, watch);
    }

    @AfterEach
    void stop() {
        recovery.close();
        broker.close();
    }

    private void restart() {
        int port = broker.port();
        broker.stop();
        broker = Broker.start(BrokerSettings.in(folder).withPort(port));
    }

    private void prepare() throws JMSException, XAException {
        try (XAConnection connection = factory.createXAConnection()) {
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            resource.start(X, XAResource.TMNOFLAGS);
            session.createProducer(session.createQueue("q")).send(session.createTextMessage());
            resource.end(X, XAResource.TMSUCCESS);
            resource.prepare(X);
        }
    }

    private static void failsWith(int code, ThrowingCallable call) {
        assertThatExceptionOfType(XAException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.errorCode).as("%s", e.getMessage()).isEqualTo(code));
    }

    @Test
    void aScanFindsWhatIsPreparedAndItCanBeCommitted() throws Exception {
        prepare();
        Xid[] found = recovery.recover(WHOLE_SCAN);
        assertThat(found).hasSize(1).allMatch(X::isSame);
        assertThat(watch.active()).isTrue();
        recovery.commit(found[0], false);
        assertThat(recovery.recover(WHOLE_SCAN)).isEmpty();
        failsWith(XAException.XAER_NOTA, () -> recovery.rollback(X));
    }

    @Test
    void aScanThatHasBegunAndNotEndedIsNoScanYet() throws Exception {
        recovery.recover(XAResource.TMSTARTRSCAN);
        assertThat(watch.active()).isFalse();
        recovery.recover(XAResource.TMENDRSCAN);
        assertThat(watch.active()).isTrue();
    }

    @Test
    void itFindsABrokerThatWasRestartedSinceTheLastScan() throws Exception {
        assertThat(recovery.recover(WHOLE_SCAN)).isEmpty();
        prepare();
        restart();
        assertThat(recovery.recover(WHOLE_SCAN)).hasSize(1);
    }

    @Test
    void aScanOfABrokerThatIsAwayFailsAndTheNextOneComesBack() throws Exception {
        prepare();
        int port = broker.port();
        broker.stop();
        failsWith(XAException.XAER_RMFAIL, () -> recovery.recover(WHOLE_SCAN));
        assertThat(watch.active()).isFalse();
        broker = Broker.start(BrokerSettings.in(folder).withPort(port));
        assertThat(recovery.recover(WHOLE_SCAN)).hasSize(1);
        assertThat(watch.active()).isTrue();
    }

    @Test
    void itIsTheSameResourceManagerAsThatOfTheApplicationAndNoneThatIsAway() throws Exception {
        recovery.recover(WHOLE_SCAN);
        try (XAConnection connection = factory.createXAConnection();
                RecoveryResource other = new RecoveryResource(factory, watch)) {
            assertThat(recovery.isSameRM(connection.createXASession().getXAResource()))
                    .isTrue();
            assertThat(recovery.isSameRM(other)).isFalse();
            other.recover(WHOLE_SCAN);
            assertThat(recovery.isSameRM(other)).isTrue();
        }
    }

    @Test
    void noWorkIsDoneThroughIt() {
        failsWith(XAException.XAER_PROTO, () -> recovery.start(X, XAResource.TMNOFLAGS));
        failsWith(XAException.XAER_PROTO, () -> recovery.end(X, XAResource.TMSUCCESS));
        failsWith(XAException.XAER_PROTO, () -> recovery.prepare(X));
    }

    @Test
    void afterItsCloseItScansNothing() throws Exception {
        recovery.recover(WHOLE_SCAN);
        recovery.close();
        failsWith(XAException.XAER_RMFAIL, () -> recovery.recover(WHOLE_SCAN));
    }
}
