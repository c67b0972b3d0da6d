package io.angarium.server.engine.sim;

import io.angarium.server.policy.SlowPolicy;
import io.angarium.server.policy.SlowPolicy.Act;
import java.time.Duration;

/**
 * Whether consumers are slow that settle nothing for a time, and whether these are only named or lose their connections: in every thirteenth run, unless sends may have to wait, which keeps their sessions from settling. It follows from the
 * seed, so that whatever else a seed does stays as it is.
 *
 * @param disconnects whether they lose their connections
 */
record SimSlow(boolean used, boolean disconnects) {
    /** Milliseconds after which one is slow. */
    static final long AFTER = 48;

    /** Between two looks of the broker. */
    static final long PAUSE = AFTER / 4;

    private static final int TOO_SOON = 3;
    private static final int ONE_IN = 6;
    private static final int LEAPS_ONE_IN = 12;
    private static final int MOST_TIME = 40;

    static SimSlow of(long seed) {
        return new SimSlow(seed % 13 == 5 && !SimLimits.of(seed).waits(), seed / 13 % 3 != 1);
    }

    /** Whether time passes now; more often than in other runs. */
    boolean timePasses(Choice choice) {
        return used && choice.oneIn(ONE_IN);
    }

    /** How much of it, milliseconds: rarely a leap, as those do not count. */
    int time(Choice choice) {
        boolean leap = !used || choice.oneIn(LEAPS_ONE_IN);
        return leap ? choice.between(1, MOST_TIME) : choice.between((int) PAUSE / 2, (int) PAUSE);
    }

    SlowPolicy policy(Planted planted) {
        if (!used || planted == Planted.SLOW_IGNORED) {
            return SlowPolicy.NEVER;
        }
        long after = planted == Planted.SLOW_TOO_SOON ? AFTER / TOO_SOON : AFTER;
        return new SlowPolicy(Duration.ofMillis(after), disconnects ? Act.DISCONNECT : Act.LOG);
    }
}
