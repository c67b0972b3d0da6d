package io.angarium.server.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three threads do at random what applications do with sessions of two connections: 240 steps a seed. What was confirmed must come, nothing twice without
 * JMSRedelivered or after its acknowledgement, completions once, no call hangs, and nothing is left behind.
 *
 * <p>{@code -Dstress.seed=N} runs one seed, {@code -Dstress.millis=N} says for how long the soak runs.
 */
class ClientStressTest {
    private static final String OPTIONS = "?callTimeout=20s&prefetch=5";
    private static final int SEEDS_TO_FIND_A_LIE = 100;
    private static final int SEEDS = 16;

    @TempDir
    Path folder;

    private Broker broker;

    /** Its listeners fail on purpose, thousands of times. */
    private final Logger failures = Logger.getLogger("io.angarium.jms.receiving.ListenerSource");

    @BeforeEach
    void startBroker() {
        failures.setLevel(Level.OFF);
        MessagingSettings standard = MessagingSettings.defaults();
        broker = Broker.start(BrokerSettings.in(folder)
                .withPort(0)
                .withName("stressed")
                .withMessaging(new MessagingSettings(
                        standard.memoryBytes(), 1_000_000, standard.deadLetterQueue(), true, 0, 0)));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
        failures.setLevel(null);
    }

    private String vm() {
        return "vm://stressed";
    }

    private static String socket(int port) {
        return "angarium://127.0.0.1:" + port + OPTIONS;
    }

    private Counts run(long seed) throws InterruptedException {
        String uri = seed % 2 == 0 ? vm() + OPTIONS : socket(broker.port());
        StressRun.Outcome outcome = StressRun.of(seed, vm(), uri);
        assertThat(outcome.problems()).as("seed " + seed + " over " + uri).isEmpty();
        return outcome.counts();
    }

    @Test
    @Tag("soak")
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void theClientStandsRandomUseByManyThreads() throws InterruptedException {
        Long only = Long.getLong("stress.seed");
        Counts all = new Counts();
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            all.add(run(seed));
        }
        System.out.println("client stress, " + (only == null ? SEEDS : 1) + " seeds of 240 steps:\n" + all);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void theClientStandsRandomUseForLong() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.getLong("stress.millis", 600_000));
        Counts all = new Counts();
        long seed = Long.getLong("stress.from", 1_000);
        long first = seed;
        while (System.nanoTime() < end) {
            all.add(run(seed++));
        }
        System.out.println("client stress, seeds " + first + " to " + (seed - 1) + ":\n" + all);
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void aPlantedLieIsFound(Lie lie) throws InterruptedException {
        long seed = 1;
        String found = null;
        while (found == null && seed <= SEEDS_TO_FIND_A_LIE) {
            found = finds(lie, 10_000 + 1_000L * lie.ordinal() + seed);
            seed++;
        }
        System.out.println("client stress: planted " + lie + ", found by seed " + (seed - 1) + ": " + found);
        assertThat(found).isNotNull();
    }

    private String finds(Lie lie, long seed) throws InterruptedException {
        try (LyingProxy proxy = new LyingProxy(lie, broker.port(), seed)) {
            StressRun.Outcome outcome = StressRun.of(seed, vm(), socket(proxy.port()));
            return outcome.problems().isEmpty() ? null : outcome.problems().get(0);
        }
    }
}
