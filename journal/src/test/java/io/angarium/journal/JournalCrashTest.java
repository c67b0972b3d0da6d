package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.CrashRun.Sabotage;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random lives of a journal on a disk that loses power, fails and fills up. {@code -Dseed=N} runs one of them again, {@code
 * -Dseeds=N} so many.
 */
@Timeout(300)
class JournalCrashTest {
    private static final int SEEDS = Integer.getInteger("seeds", 300);
    private static final int SEEDS_TO_FIND_SABOTAGE = 100;

    @Test
    void nothingDurableIsLostAndNoGroupIsCutInAnyCrash() {
        Map<CrashStep, Integer> counts = CrashRun.newCounts();
        Long only = Long.getLong("seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
        seeds.forEach(seed -> run(seed, counts));
        System.out.println("journal crash test, " + CrashRun.STEPS + " steps a seed: " + counts);
        if (only == null) {
            assertThat(counts).as("every kind of step and outcome occurs").containsOnlyKeys(CrashStep.values());
        }
    }

    private static void run(long seed, Map<CrashStep, Integer> counts) {
        try {
            new CrashRun(seed, Sabotage.NONE, counts).run();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + " (run it again with -Dseed=" + seed + ")", failure);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aPlantedFaultIsFound(Sabotage sabotage) {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= SEEDS_TO_FIND_SABOTAGE; seed++) {
                        new CrashRun(seed, sabotage, CrashRun.newCounts()).run();
                    }
                })
                .isInstanceOfAny(AssertionError.class, JournalDamagedException.class);
    }
}
