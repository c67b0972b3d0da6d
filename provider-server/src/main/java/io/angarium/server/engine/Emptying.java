package io.angarium.server.engine;

/**
 * How far and how fast sparse segments are emptied.
 *
 * @param goal so many times what lives the files may have, beside what is spare
 * @param spareSegments so many segments the files may have in any case
 * @param full a segment in which more than this part lives is left as it is
 * @param bytesPerSecond copied at least, however little there is to gain
 */
public record Emptying(double goal, int spareSegments, double full, long bytesPerSecond) {
    /**
     * Beside a running broker's work: more is promised than the goal, and moving takes its time. Of the promised four segments and 256 MiB is
     * spare what gathers between two checkpoints, and is prepared ahead, with some air.
     */
    public static final Emptying BESIDE_WORK = new Emptying(1.35, 5, 0.8, 16L * 1024 * 1024);

    /** As far as it pays, at once, for a journal on which nobody works. */
    public static final Emptying COMPLETE = new Emptying(1, 0, 0.95, Long.MAX_VALUE);

    /** Everything, at once, for a journal that is given up. */
    public static final Emptying ALL = new Emptying(1, 0, 2, Long.MAX_VALUE);
}
