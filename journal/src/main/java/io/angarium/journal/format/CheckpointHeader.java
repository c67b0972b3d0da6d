package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} bytes of a checkpoint file, big endian; records follow, framed as in a segment ({@link RecordFrame}):
 *
 * <pre>
 *  0  long  magic 'ANGCKPT' and a zero byte
 *  8  int   format version
 * 12  int   length of this header, {@value #BYTES}
 * 16  long  journal id
 * 24  long  number of the checkpoint, from 1
 * 32  long  epoch of the writer
 * 40  long  logical position from which the log is replayed; a batch begins there
 * 48  int   number of effects in front of that position in its segment
 * 52  int   zero
 * 56  int   zero
 * 60  int   CRC-32C of bytes 0 to 60, unsalted
 * </pre>
 *
 * @param version format version
 * @param journalId the journal it belongs to
 * @param number of the checkpoint
 * @param epoch of the writer
 * @param replayFrom logical position from which the log is replayed
 * @param effectsBefore number of effects in front of that in its segment
 */
public record CheckpointHeader(
        int version, long journalId, long number, long epoch, long replayFrom, int effectsBefore) {
    /** Length of the header. */
    public static final int BYTES = 64;

    private static final long MAGIC = 0x414E47434B505400L;
    private static final int CRC_OFFSET = BYTES - Integer.BYTES;

    /** Returns the salt of the records' checksums; the position of a record is its offset in the file. */
    public Salt salt() {
        return Salt.of(journalId, number, epoch);
    }

    /** Writes the header over the first {@value #BYTES} bytes of the buffer; the buffer is left cleared. */
    public void write(ByteBuffer buffer) {
        buffer.clear();
        buffer.putLong(MAGIC).putInt(version).putInt(BYTES).putLong(journalId).putLong(number);
        buffer.putLong(epoch)
                .putLong(replayFrom)
                .putInt(effectsBefore)
                .putInt(0)
                .putInt(0);
        buffer.putInt(CRC_OFFSET, Checksums.of(new CRC32C(), buffer, 0, CRC_OFFSET));
    }

    /** Reads the header at an index of the buffer, which is left cleared; null if there is no sound one. */
    public static @Nullable CheckpointHeader read(ByteBuffer buffer, int index) {
        int stored = buffer.getInt(index + CRC_OFFSET);
        if (buffer.getLong(index) != MAGIC || stored != Checksums.of(new CRC32C(), buffer, index, index + CRC_OFFSET)) {
            return null;
        }
        return new CheckpointHeader(
                buffer.getInt(index + 8),
                buffer.getLong(index + 16),
                buffer.getLong(index + 24),
                buffer.getLong(index + 32),
                buffer.getLong(index + 40),
                buffer.getInt(index + 48));
    }
}
