package io.angarium.jms.channel;

import java.time.Duration;

/** Deadlines on the scale of {@link System#nanoTime}, as {@link io.angarium.jms.link.Link#await} takes them. No state. */
public final class Deadlines {
    /** Never. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

    private Deadlines() {}

    /** The deadline a while from now; never after a hundred years. */
    public static long in(Duration time) {
        return inMillis(time.toMillis());
    }

    /** The deadline some milliseconds from now; never after a hundred years. */
    public static long inMillis(long millis) {
        if (millis > LONGEST_MILLIS) {
            return NEVER;
        }
        long deadline = System.nanoTime() + millis * 1_000_000;
        return deadline == NEVER ? NEVER - 1 : deadline;
    }
}
