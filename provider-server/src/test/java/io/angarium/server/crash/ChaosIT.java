package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.tool.Angarium;
import io.angarium.server.tool.selfcheck.Disturbance;
import io.angarium.server.tool.selfcheck.Relay;
import io.angarium.server.tool.selfcheck.Report;
import io.angarium.server.tool.selfcheck.ScratchBroker;
import io.angarium.server.tool.selfcheck.Selfcheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nine producers and nine consumers of all kinds, without a line of code for it, and two that move messages by XA, while their broker is killed and stopped and their
 * connections are cut, frozen, slowed and robbed of one direction. {@code -Dangarium.seed=N} repeats the order of disturbances.
 */
class ChaosIT {
    @TempDir
    private Path data;

    private final long seed = Long.getLong("angarium.seed", System.nanoTime() & 0xFFFF);

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void tenDisturbancesLoseAndDoubleNothing() throws Exception {
        run(10);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void aHundredDisturbancesLoseAndDoubleNothing() throws Exception {
        run(100);
    }

    private void run(int disturbances) throws Exception {
        Selfcheck.Plan plan = new Selfcheck.Plan(
                seed, "chaos", Duration.ofHours(1), disturbances, Duration.ZERO, Selfcheck.USUAL_PATIENCE);
        System.out.println("chaos: seed " + seed);
        try (ScratchBroker broker = new ScratchBroker(Angarium.class.getName(), data);
                Relay relay = new Relay(broker.port())) {
            Report report = new Selfcheck(
                            plan,
                            relay,
                            broker,
                            Selfcheck.Applications.by(port -> "angarium://127.0.0.1:" + port + "?prefetch=50"))
                    .run(() -> true, (since, sent, confirmed, received, disturbed) -> {});
            System.out.printf(
                    "chaos: %s, slowest reconnect %d ms, %d reconnects, %d rolled back, %d again, %s, %s in %s%n",
                    report.disturbances(),
                    report.slowestReconnect().toMillis(),
                    report.reconnects(),
                    report.rolledBack(),
                    report.sums().again(),
                    report.xa(),
                    report.sums(),
                    report.length());
            assertThat(report.faults()).as("seed " + seed).isEmpty();
            assertThat(report.disturbances().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(disturbances);
            assertThat(report.disturbances()).containsOnlyKeys(Disturbance.values());
            assertThat(report.xa().committed()).isPositive(); // how many depends on the machine
            assertThat(report.xa().connectionsLost()).isPositive();
            assertThat(report.sums().confirmed()).isGreaterThan(200L * disturbances);
        }
    }
}
