package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of {@link XaRandomRun}s. A failure names its seed; {@code -Dxa.seed=N -Dxa.steps=M} runs that one alone. */
@Timeout(120)
class XaRandomTest {
    private static final int SEQUENCES = Integer.getInteger("xa.sequences", 5000);
    private static final int STEPS = Integer.getInteger("xa.steps", 24);
    private static final int LONG_SEQUENCES = SEQUENCES / 25;
    private static final int LONG_STEPS = 10 * STEPS;

    private final TreeMap<String, Integer> counts = new TreeMap<>();

    private void run(long seed, int steps, XaRandomRun.Planted planted) {
        try {
            new XaRandomRun(seed, steps, planted, counts).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -Dxa.seed=" + seed + " -Dxa.steps=" + steps + ": " + e.getMessage(), e);
        }
    }

    private void runMany(int sequences, int steps) {
        Long only = Long.getLong("xa.seed");
        if (only != null) {
            run(only, STEPS, XaRandomRun.Planted.NOTHING);
            return;
        }
        long first = System.nanoTime();
        for (int i = 0; i < sequences; i++) {
            run(first + i, steps, XaRandomRun.Planted.NOTHING);
        }
        System.out.println("xa random: " + sequences + " sequences of " + steps + " steps from seed " + first + ", "
                + (System.nanoTime() - first) / 1_000_000 + " ms: " + counts);
    }

    @Test
    void thousandsOfSequencesGoAsTheModelSays() {
        runMany(SEQUENCES, STEPS);
    }

    @Test
    void longSequencesGoAsTheModelSays() {
        runMany(LONG_SEQUENCES, LONG_STEPS);
    }

    @ParameterizedTest
    @EnumSource(value = XaRandomRun.Planted.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void aPlantedFaultIsFound(XaRandomRun.Planted planted) {
        assertThatThrownBy(() -> {
                    for (int i = 1; i <= 200; i++) {
                        run(i, STEPS, planted);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("xa.seed");
    }
}
