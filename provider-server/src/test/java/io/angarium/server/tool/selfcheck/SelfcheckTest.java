package io.angarium.server.tool.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.stress.LyingProxy;
import io.angarium.server.stress.Tamper;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.XaFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The check finds nothing where nothing is wrong, and each of the faults that are planted between client and broker. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SelfcheckTest {
    private static final long SEED = Long.getLong("angarium.seed", 20261125);

    @TempDir
    private Path folder;

    private Broker broker;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Report run(Tamper tamper, int disturbances) throws Exception {
        Selfcheck.Plan plan = new Selfcheck.Plan(
                SEED, "check", Duration.ofSeconds(40), disturbances, Duration.ZERO, Duration.ofSeconds(3));
        try (LyingProxy proxy = new LyingProxy(tamper, broker.port(), SEED);
                Relay relay = new Relay(proxy.port())) {
            Report report = new Selfcheck(
                            plan, relay, null, Selfcheck.Applications.by(port -> "angarium://127.0.0.1:" + port))
                    .run(() -> true, (since, sent, confirmed, received, disturbed) -> {});
            System.out.println("selfcheck, seed " + SEED + ": " + report.disturbances() + " " + report.xa() + " "
                    + report.faults());
            return report;
        }
    }

    @Test
    void anHonestWayIsFoundGoodAndNothingStaysBehind() throws Exception {
        Report report = run(new Tamper() {}, 7);
        assertThat(report.faults()).isEmpty();
        assertThat(report.good()).isTrue();
        assertThat(report.disturbances().values()).containsOnly(1);
        assertThat(report.reconnects()).isPositive();
        assertThat(report.sums().received()).isEqualTo(report.sums().confirmed());
        assertThat(report.xa().committed()).isPositive();
        assertThat(report.xa().connectionsLost()).isPositive();
    }

    @Test
    void aBrokerThatDoesNotRecogniseARepeatedSendIsFound() throws Exception {
        Report report = run(
                new Tamper() {
                    @Override
                    public List<Frame> toBroker(Frame frame, Random random) {
                        return frame instanceof Hello hello ? List.of(asStranger(hello)) : List.of(frame);
                    }
                },
                12);
        assertThat(report.sums().doubled()).isPositive();
        assertThat(report.good()).isFalse();
    }

    private static Hello asStranger(Hello hello) {
        return new Hello(
                hello.minVersion(),
                hello.maxVersion(),
                hello.features(),
                UUID.randomUUID(),
                hello.clientId(),
                hello.user(),
                hello.password(),
                hello.product(),
                hello.heartbeatMillis());
    }

    @Test
    void aConfirmedMessageThatIsLostIsFound() throws Exception {
        Report report = run(
                new Tamper() {
                    private int sends;

                    @Override
                    public List<Frame> toBroker(Frame frame, Random random) {
                        if (frame instanceof ProducerFrame.Send send && ++sends % 100 == 0) {
                            return List.of(new ProducerFrame.Send(
                                    send.producer(), send.sequence(), send.transaction(), 1, 500, send.message()));
                        }
                        return List.of(frame);
                    }
                },
                2);
        assertThat(report.sums().missing()).isPositive();
        assertThat(report.faults()).anyMatch(fault -> fault.contains("confirmed messages were lost"));
    }

    @Test
    void aPreparedBranchThatIsRolledBackAlthoughItSaysCommittedIsFound() throws Exception {
        Report report = run(
                new Tamper() {
                    private int commits;

                    @Override
                    public List<Frame> toBroker(Frame frame, Random random) {
                        return frame instanceof XaFrame.XaCommit commit && ++commits % 3 == 0
                                ? List.of(new XaFrame.XaRollback(commit.correlation(), commit.branch()))
                                : List.of(frame);
                    }
                },
                1);
        assertThat(report.sums().missing() + report.sums().doubled()).isPositive();
    }

    @Test
    void aMessageThatIsDeliveredTwiceIsFound() throws Exception {
        Report report = run(
                new Tamper() {
                    @Override
                    public List<Frame> toClient(Frame frame, Random random) {
                        return frame instanceof ConsumerFrame.Deliver && random.nextInt(50) == 0
                                ? List.of(frame, frame)
                                : List.of(frame);
                    }
                },
                1);
        assertThat(report.sums().doubled()).isPositive();
    }
}
