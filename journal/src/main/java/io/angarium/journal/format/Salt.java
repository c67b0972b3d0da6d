package io.angarium.journal.format;

/**
 * What is mixed into every checksum behind the segment header, so that bytes which an earlier life of the file, another journal
 * or a torn earlier write left behind are never taken for what should be there. Immutable.
 *
 * <p>{@code salt = fold(mix(mix(mix(journalId + generation) + epoch) + position))}, where {@code mix} is the finaliser of
 * SplitMix64 and {@code fold} the exclusive or of the two halves. A stored checksum is the CRC-32C of the bytes, exclusive-or
 * the salt of the position at which they start.
 */
public final class Salt {
    private final long base;

    private Salt(long base) {
        this.base = base;
    }

    /** Returns the salt of what a writer of the given epoch puts into a segment. */
    public static Salt of(long journalId, long generation, long epoch) {
        return new Salt(mix(mix(journalId + generation) + epoch));
    }

    /** Returns the salt at a logical position. */
    public int at(long position) {
        long mixed = mix(base + position);
        return (int) (mixed ^ (mixed >>> 32));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
