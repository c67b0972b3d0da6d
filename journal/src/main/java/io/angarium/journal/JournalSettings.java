package io.angarium.journal;

import java.time.Duration;

/**
 * Settings of a journal, checked when made.
 *
 * @param segmentBytes length of a segment file; a multiple of 4096 from 64 KiB to 1 GiB. An existing journal keeps the length it
 *     was made with
 * @param maxBatchBytes how much one batch gathers before the next is begun; a larger group gets a batch of its own
 * @param gatherLimitBytes how much may wait in memory to be forced; from then on {@link Journal#append} refuses
 * @param reserveBytes space kept for {@link Admission#RESERVE}; at most a quarter of a segment
 * @param pieceBytes how much one step of preparation writes
 * @param closeTimeout how long {@link Journal#close} waits for a force that another thread runs
 * @param newJournalId the identity that a journal gets if it is made now; should be random
 * @param clock the time
 */
public record JournalSettings(
        int segmentBytes,
        int maxBatchBytes,
        long gatherLimitBytes,
        int reserveBytes,
        int pieceBytes,
        Duration closeTimeout,
        long newJournalId,
        JournalClock clock) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int PAGE = 4096;
    private static final int SMALLEST_SEGMENT = 64 * KIB;
    private static final int LARGEST_SEGMENT = 1024 * MIB;
    private static final int SMALLEST_BATCH = 4 * KIB;

    /** Checks the values. */
    public JournalSettings {
        require(
                segmentBytes >= SMALLEST_SEGMENT && segmentBytes <= LARGEST_SEGMENT && segmentBytes % PAGE == 0,
                "segmentBytes must be a multiple of 4096 from 64 KiB to 1 GiB: " + segmentBytes);
        require(maxBatchBytes >= SMALLEST_BATCH, "maxBatchBytes must be at least 4 KiB: " + maxBatchBytes);
        require(gatherLimitBytes >= maxBatchBytes, "gatherLimitBytes must be at least maxBatchBytes");
        require(
                reserveBytes >= 0 && reserveBytes <= segmentBytes / 4,
                "reserveBytes must be 0 to a quarter of a segment");
        require(pieceBytes >= PAGE && pieceBytes % PAGE == 0, "pieceBytes must be a multiple of 4096: " + pieceBytes);
    }

    /** Returns the defaults: segments of 64 MiB, batches of 1 MiB, 64 MiB gathered, 1 MiB in reserve, steps of 256 KiB. */
    public static JournalSettings standard(long newJournalId, JournalClock clock) {
        return new JournalSettings(
                64 * MIB, MIB, 64L * MIB, MIB, 256 * KIB, Duration.ofSeconds(30), newJournalId, clock);
    }

    /** Returns a copy with another segment length, and with a reserve that fits it. */
    public JournalSettings withSegmentBytes(int bytes) {
        return new JournalSettings(
                bytes,
                maxBatchBytes,
                gatherLimitBytes,
                Math.min(reserveBytes, bytes / 8),
                pieceBytes,
                closeTimeout,
                newJournalId,
                clock);
    }

    /** Returns a copy with another limit of what waits to be forced. */
    public JournalSettings withGatherLimitBytes(long bytes) {
        return new JournalSettings(
                segmentBytes, maxBatchBytes, bytes, reserveBytes, pieceBytes, closeTimeout, newJournalId, clock);
    }

    /** Returns a copy with another size of batches. */
    public JournalSettings withMaxBatchBytes(int bytes) {
        return new JournalSettings(
                segmentBytes, bytes, gatherLimitBytes, reserveBytes, pieceBytes, closeTimeout, newJournalId, clock);
    }

    /** Returns a copy with another reserve. */
    public JournalSettings withReserveBytes(int bytes) {
        return new JournalSettings(
                segmentBytes, maxBatchBytes, gatherLimitBytes, bytes, pieceBytes, closeTimeout, newJournalId, clock);
    }

    /** Returns a copy with another size of the steps of preparation. */
    public JournalSettings withPieceBytes(int bytes) {
        return new JournalSettings(
                segmentBytes, maxBatchBytes, gatherLimitBytes, reserveBytes, bytes, closeTimeout, newJournalId, clock);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
