package io.angarium.journal.testing;

import java.util.random.RandomGenerator;

/** What a power loss leaves of the sectors that were written since the last force. */
public enum Survival {
    /** Nothing of it. */
    NOTHING,
    /** All of it, as when only the process dies. */
    ALL,
    /** Each sector on its own: any of the contents it has had. */
    ANY_SECTOR,
    /** Most sectors, a few lost. */
    MOST,
    /** Few sectors. */
    FEW;

    private static final int RARE = 10;

    int pick(RandomGenerator random, int versions) {
        return switch (this) {
            case NOTHING -> 0;
            case ALL -> versions - 1;
            case ANY_SECTOR -> random.nextInt(versions);
            case MOST -> random.nextInt(RARE) == 0 ? random.nextInt(versions) : versions - 1;
            case FEW -> random.nextInt(RARE) == 0 ? random.nextInt(versions) : 0;
        };
    }
}
