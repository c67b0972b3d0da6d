package io.angarium.journal;

import io.angarium.journal.VerifyReport.Damage;
import io.angarium.journal.file.JournalDisk;
import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * Reads a journal without locking or changing anything. On the directory of a running broker the answer is that of a moment: the
 * batch that is being written may show as a torn tail.
 */
public final class JournalScan {
    private static final RecordVisitor IGNORE = (type, position, payload) -> {};

    private JournalScan() {}

    /** Checks every checksum and every sequence; see {@link #verify(JournalDisk, LongConsumer)}. */
    public static VerifyReport verify(JournalDisk disk) {
        return verify(disk, bytes -> {});
    }

    /**
     * Checks every checksum and every sequence.
     *
     * @param progress told now and then how many bytes have been found sound
     * @throws FormatTooNewException if a later version wrote the journal
     * @throws JournalFailedException if the directory cannot be read
     */
    public static VerifyReport verify(JournalDisk disk, LongConsumer progress) {
        try {
            if (CopyMark.isOn(disk)) {
                return new VerifyReport(
                        0,
                        0,
                        0,
                        0,
                        0,
                        false,
                        new Damage(CopyMark.NAME, 0, "the copy that was being made is incomplete"));
            }
        } catch (IOException failure) {
            throw JournalFailedException.cannotOpen(disk.describe(), failure);
        }
        return verifyCopy(disk, progress);
    }

    /** {@link #verify} for the one who makes a copy. */
    static VerifyReport verifyCopy(JournalDisk disk, LongConsumer progress) {
        return scan(disk, IGNORE, IGNORE, progress);
    }

    /**
     * Hands all sound records of both families to the visitor, up to the end or the first damage, which the report tells.
     *
     * @throws FormatTooNewException if a later version wrote the journal
     * @throws JournalFailedException if the directory cannot be read
     */
    public static VerifyReport dump(JournalDisk disk, RecordVisitor visitor) {
        return dump(disk, IGNORE, visitor);
    }

    /**
     * Like {@link #dump(JournalDisk, RecordVisitor)}, after the records of the newest checkpoint.
     *
     * @param ofCheckpoint takes the checkpoint's records, at position 0
     */
    public static VerifyReport dump(JournalDisk disk, RecordVisitor ofCheckpoint, RecordVisitor visitor) {
        return scan(disk, ofCheckpoint, visitor, bytes -> {});
    }

    /**
     * Looks at the names and lengths of the files and at the first sound header.
     *
     * @throws JournalFailedException if the directory cannot be read
     */
    public static JournalOutline outline(JournalDisk disk) {
        try {
            return JournalOutline.of(disk);
        } catch (IOException failure) {
            throw JournalFailedException.cannotOpen(disk.describe(), failure);
        }
    }

    private static VerifyReport scan(
            JournalDisk disk, RecordVisitor ofCheckpoint, RecordVisitor visitor, LongConsumer progress) {
        LogScan scan = null;
        try {
            Checkpoint checkpoint = Checkpoint.read(disk, ofCheckpoint);
            scan = new LogScan(disk, checkpoint, true, visitor, progress);
            LogEnd end = scan.run();
            return end == null ? new VerifyReport(0, 0, 0, 0, 0, true, null) : sound(end);
        } catch (JournalDamagedException damaged) {
            Damage damage = new Damage(damaged.file(), damaged.offset(), damaged.what());
            if (scan == null) {
                return new VerifyReport(0, 0, 0, 0, 0, false, damage);
            }
            ScanTotals totals = scan.totals();
            return new VerifyReport(
                    scan.segmentCount(), totals.effects(), totals.bytes(), 0, 0, totals.closedInOrder(), damage);
        } catch (IOException failure) {
            throw JournalFailedException.cannotOpen(disk.describe(), failure);
        }
    }

    private static VerifyReport sound(LogEnd end) {
        ScanTotals totals = end.totals();
        return new VerifyReport(
                end.segments().size(),
                totals.effects(),
                totals.bytes(),
                end.tornBytes(),
                end.position(),
                totals.closedInOrder(),
                null);
    }
}
