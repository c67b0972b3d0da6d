package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.engine.Identity;
import io.angarium.server.testing.Hellos;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the housekeeper sleeps: by the clock that the test sets, and without its thread. */
@Timeout(10)
class HousekeeperAgentTest {
    private static final long NOW = 50_000;

    private final AtomicLong clock = new AtomicLong(NOW);
    private final OutputCollector outputs = new OutputCollector();
    private final FakeForcePoint files = new FakeForcePoint();
    private final FakeMachine machine = new FakeMachine(outputs, files);
    private final EngineHost host = new EngineHost(machine, outputs, files, ForcePolicy.DEFAULT, clock::get);
    private final HousekeeperAgent agent = new HousekeeperAgent(host, files, clock::get);

    @BeforeEach
    void lookAtTheJournal() {
        agent.run(false); // the next look is a second later
    }

    /** The engine wants to be woken then: a round tells its host. */
    private void wakeAt(long time) {
        machine.wakeAt = time;
        host.submit(
                new Input.Connected(
                        host.newConnection(),
                        new FakeOutlet(),
                        Hellos.anonymous(),
                        new Identity("anonymous", true, "test")),
                Caller.BROKER);
    }

    private long sleepMillis() {
        return TimeUnit.NANOSECONDS.toMillis(agent.run(false));
    }

    @Test
    void itSleepsASecondWhereNothingIsToBeDone() {
        assertThat(sleepMillis()).isEqualTo(1_000);
    }

    @Test
    void itSleepsUntilTheEnginesTime() {
        wakeAt(NOW + 80);
        assertThat(sleepMillis()).isEqualTo(80);
        clock.set(NOW + 79);
        assertThat(sleepMillis()).isEqualTo(1);
        assertThat(machine.wakeAt).isEqualTo(NOW + 80);
        clock.set(NOW + 80);
        agent.run(false);
        assertThat(machine.time).isEqualTo(NOW + 80);
        assertThat(machine.wakeAt).isEqualTo(Long.MAX_VALUE);
        assertThat(sleepMillis()).isEqualTo(920);
    }

    @Test
    void itIsWokenForATimeThatComesBeforeTheEndOfItsSleep() {
        agent.run(false);
        assertThat(agent.sleepsPast(NOW + 999)).isTrue();
        assertThat(agent.sleepsPast(NOW + 1_000)).isFalse();
        wakeAt(NOW + 80);
        agent.run(false);
        assertThat(agent.sleepsPast(NOW + 79)).isTrue();
        assertThat(agent.sleepsPast(NOW + 80)).isFalse();
    }
}
