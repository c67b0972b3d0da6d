package io.angarium.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a read-only look at a journal found.
 *
 * @param segments number of segment files
 * @param records number of sound records of the effects family before the end or the damage
 * @param bytes length of all sound batches
 * @param tornBytes length of what is left of a write that was never acknowledged, at most; harmless, recovery cuts it off
 * @param lastPosition logical position behind the last sound batch, 0 if there is no journal or it is damaged
 * @param closedInOrder whether the log ends with the record that closes it
 * @param damage the first damage, null if the journal is sound
 */
public record VerifyReport(
        int segments,
        long records,
        long bytes,
        long tornBytes,
        long lastPosition,
        boolean closedInOrder,
        @Nullable Damage damage) {
    /** Tells whether every durable byte is as it was written. */
    public boolean sound() {
        return damage == null;
    }

    /** The same, and something that is wrong. */
    public VerifyReport with(Damage found) {
        return new VerifyReport(segments, records, bytes, tornBytes, lastPosition, closedInOrder, found);
    }

    /**
     * A place where durable bytes are not what was written.
     *
     * @param file name of the file
     * @param offset of the first bad batch, header or footer in it
     * @param what is wrong
     */
    public record Damage(String file, long offset, String what) {}
}
