package io.angarium.journal;

import java.util.OptionalLong;

/** Names of checkpoint files. */
final class CheckpointNames {
    private static final String PREFIX = "checkpoint-";
    private static final String SUFFIX = ".state";

    private CheckpointNames() {}

    static String name(long number) {
        return PREFIX + SegmentFile.digits(number) + SUFFIX;
    }

    /** Returns the name of a checkpoint that is not complete; deleted at the next opening like an unfinished segment. */
    static String preparingName(long number) {
        return SegmentFile.PREPARING + PREFIX + SegmentFile.digits(number) + ".tmp";
    }

    /** Returns the number in a checkpoint's name, nothing for other files. */
    static OptionalLong number(String name) {
        return SegmentFile.numberIn(name, PREFIX, SUFFIX);
    }
}
