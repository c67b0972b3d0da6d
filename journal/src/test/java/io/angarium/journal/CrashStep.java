package io.angarium.journal;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What a {@link CrashRun} does, with its weight, and what it counts besides. */
enum CrashStep {
    APPEND(90),
    FORCE(40),
    PREPARE(30),
    SEAL_IDLE(6),
    CHECKPOINT(5),
    CLOSE(3),
    LOSE_POWER(6),
    KILL(3),
    LOSE_POWER_INSIDE(6),
    FAIL_WRITE(2),
    FAIL_FORCE(2),
    FILL_DISK(3),
    EMPTY_DISK(2),
    REFUSED_AS_FULL(0),
    REFUSED_AS_TOO_LARGE(0),
    STOPPED(0),
    CRASHED_IN_RECOVERY(0),
    TORN(0),
    CUT_GROUPS(0),
    ROLLED(0),
    CHECKPOINT_REFUSED(0),
    CRASHED_IN_CHECKPOINT(0),
    FREED(0),
    READ_BACK(0);

    private static final int TOTAL =
            Arrays.stream(values()).mapToInt(step -> step.weight).sum();

    private final int weight;

    CrashStep(int weight) {
        this.weight = weight;
    }

    static CrashStep pick(RandomGenerator random) {
        int at = random.nextInt(TOTAL);
        for (CrashStep step : values()) {
            at -= step.weight;
            if (at < 0) {
                return step;
            }
        }
        throw new AssertionError(at);
    }
}
