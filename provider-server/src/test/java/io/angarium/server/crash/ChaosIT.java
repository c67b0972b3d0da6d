package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.tool.Angarium;
import io.angarium.server.tool.selfcheck.Disturbance;
import io.angarium.server.tool.selfcheck.Relay;
import io.angarium.server.tool.selfcheck.Report;
import io.angarium.server.tool.selfcheck.ScratchBroker;
import io.angarium.server.tool.selfcheck.Selfcheck;
import io.angarium.server.twophase.Witness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nine producers and nine consumers of all kinds, without a line of code for it, two that move messages by XA, and two producers and two consumers whose transactions have a database that bears witness,
 * while their broker is killed and stopped and their connections are cut, frozen, slowed and robbed of one direction. {@code -Dangarium.seed=N} repeats the order of disturbances.
 */
class ChaosIT {
    @TempDir
    private Path folder;

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
        try (ScratchBroker broker = new ScratchBroker(Angarium.class.getName(), folder.resolve("data"));
                Relay relay = new Relay(broker.port());
                Child witness = witness(relay)) {
            witness.hear("READY");
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
            nothingIsLostOrDoubledByTheDatabase(witness, "angarium://127.0.0.1:" + broker.port());
        }
    }

    private Child witness(Relay relay) {
        return new Child(
                Witness.class,
                folder.resolve("witness.log"),
                List.of(folder.toString(), "angarium://127.0.0.1:" + relay.port() + "?prefetch=50"));
    }

    /** What was sent with a row was taken with a row, once each, and nothing is left in doubt. */
    private void nothingIsLostOrDoubledByTheDatabase(Child witness, String uri) {
        witness.say("end");
        String[] rows = witness.hear("ROWS").split(" ");
        String wrong = witness.hear("WRONG");
        String[] trouble = witness.hear("TROUBLE").split(" ");
        witness.stop();
        System.out.printf(
                "chaos: the database has %s sent and %s taken, of the transactions of senders %s failed, of takers %s%n",
                rows[0], rows[1], trouble[0], trouble[1]);
        assertThat(wrong).as("not once sent and once taken, seed " + seed).isEqualTo("[]");
        assertThat(rows[1]).as("taken").isEqualTo(rows[0]);
        assertThat(rows[2]).as("branches in doubt in the database").isEqualTo("0");
        assertThat(Integer.parseInt(rows[0])).as("sent").isPositive();
        assertThat(Integer.parseInt(trouble[0])).as("failed to be sent").isPositive();
        assertThat(Integer.parseInt(trouble[1])).as("failed to be taken").isPositive();
        assertThat(ManagementPeer.rows(uri, "tx.list", Map.of())).isEmpty();
        assertThat(ManagementPeer.rows(uri, "queue.list", Map.of()))
                .filteredOn(queue -> queue.get("name").equals("witness"))
                .singleElement()
                .satisfies(queue -> assertThat(queue).containsEntry("messages", 0L));
    }
}
