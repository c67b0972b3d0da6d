package io.angarium.server.tool.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SyncBenchTest {
    @TempDir
    Path folder;

    /** A load that notes its turns and gives given rates. */
    private static Load load(String name, List<String> turns, double... rates) {
        return new Load() {
            private int turn;

            @Override
            public Window run(long nanos) {
                turns.add(name);
                return new Window(rates[Math.min(turn++, rates.length - 1)], 1, 2);
            }

            @Override
            public void close() {
                turns.add("closed");
            }
        };
    }

    @Test
    void theLoadsTakeTurnsAndTheMediansAreCompared() throws JMSException, InterruptedException {
        List<String> turns = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        SyncBench bench = new SyncBench(
                load("probe", turns, 1, 100, 200, 400),
                load("one", turns, 1, 70, 120, 300),
                load("many", turns, 1, 700, 600, 1500));

        SyncBench.Result result = bench.run(new SyncBench.Plan(3, 1, 1), () -> turns.add("pause"), lines::add);

        assertThat(turns.stream().filter(turn -> !turn.equals("pause")))
                .containsExactly(
                        "many", "one", "probe", "probe", "one", "many", "probe", "one", "many", "probe", "one", "many");
        assertThat(turns.stream().filter("pause"::equals)).hasSize(12);
        assertThat(result.probe().perSecond()).isEqualTo(200);
        assertThat(result.oneToProbe()).isEqualTo(0.7, within(1e-9));
        assertThat(result.manyToOne()).isEqualTo(5, within(1e-9));
        assertThat(lines).contains("warming up", "round 3 of 3 done");
    }

    @Test
    void percentilesAreNearestRanks() {
        Latencies latencies = new Latencies();
        for (int i = 100; i >= 1; i--) {
            latencies.add(i * 1_000L);
        }
        Window window = latencies.window(TimeUnit.SECONDS.toNanos(2));
        assertThat(window).isEqualTo(new Window(50, 50, 99));
        assertThat(new Latencies().window(1)).isEqualTo(new Window(0, 0, 0));
    }

    @Test
    void theMedianOfAnEvenNumberIsInTheMiddle() {
        assertThat(Window.median(4, 1, 3, 2)).isEqualTo(2.5);
    }

    @Test
    void theBareProbeMeasuresAndLeavesNothingBehind() throws IOException {
        try (BareProbe probe = new BareProbe(folder, 1024)) {
            Window window = probe.run(TimeUnit.MILLISECONDS.toNanos(50));
            assertThat(window.perSecond()).isPositive();
            assertThat(window.p99Micros()).isGreaterThanOrEqualTo(window.p50Micros());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
