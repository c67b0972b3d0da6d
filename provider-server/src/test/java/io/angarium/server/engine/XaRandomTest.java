package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of {@link XaRandomRun}s. A failure names its seed; {@code -Dxa.seed=N} runs that one alone. */
@Timeout(120)
class XaRandomTest {
    private static final int SEQUENCES = Integer.getInteger("xa.sequences", 5000);

    private static int run(long seed, boolean planted) {
        try {
            return new XaRandomRun(seed, planted).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -Dxa.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    @Test
    void thousandsOfSequencesGoAsTheModelSays() {
        Long only = Long.getLong("xa.seed");
        if (only != null) {
            run(only, false);
            return;
        }
        long first = System.nanoTime();
        long done = 0;
        for (int i = 0; i < SEQUENCES; i++) {
            done += run(first + i, false);
        }
        System.out.println("xa random: " + SEQUENCES + " sequences from seed " + first + ", " + done + " calls");
    }

    @Test
    void aRollbackThatTheBrokerNeverHeardOfIsFound() {
        assertThatThrownBy(() -> {
                    for (int i = 1; i <= 200; i++) {
                        run(i, true);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("xa.seed");
    }
}
