package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The header of a batch, big endian, directly behind the batch before it:
 *
 * <pre>
 *  0  int    magic 'AGBT'
 *  4  int    CRC-32C of bytes 8 to 36, exclusive-or the salt of the batch's position
 *  8  int    length of the batch, this header included
 * 12  int    number of records; they fill the batch exactly
 * 16  long   epoch of the writer; never falls along the log
 * 24  long   logical position below which everything was known to be durable when the batch was written
 * 32  int    flags, 0 in this version
 * 36  ...    records
 * </pre>
 *
 * <p>A batch is there if its header is valid and all its records are, else none of it is. As each record's salt holds the epoch
 * and the position, and an epoch writes no position twice, records of two attempts never mix into one valid batch.
 *
 * @param length of the batch in bytes, this header included
 * @param count number of records
 * @param epoch of the writer
 * @param durable position below which everything was durable
 */
public record BatchHeader(int length, int count, long epoch, long durable) {
    /** Length of the header. */
    public static final int BYTES = 36;
    /** First four bytes of every batch. */
    public static final int MAGIC = 0x41474254;

    private static final int CRC_OFFSET = 4;
    private static final int LENGTH_OFFSET = 8;
    private static final int COUNT_OFFSET = 12;
    private static final int EPOCH_OFFSET = 16;
    private static final int DURABLE_OFFSET = 24;
    private static final int FLAGS_OFFSET = 32;

    /** Writes the header at an index of the buffer, which is left cleared. */
    public void write(CRC32C crc, Salt salt, long position, ByteBuffer buffer, int index) {
        buffer.putInt(index, MAGIC);
        buffer.putInt(index + LENGTH_OFFSET, length);
        buffer.putInt(index + COUNT_OFFSET, count);
        buffer.putLong(index + EPOCH_OFFSET, epoch);
        buffer.putLong(index + DURABLE_OFFSET, durable);
        buffer.putInt(index + FLAGS_OFFSET, 0);
        int sum = Checksums.of(crc, buffer, index + LENGTH_OFFSET, index + BYTES);
        buffer.putInt(index + CRC_OFFSET, sum ^ salt.at(position));
    }

    /**
     * Reads the header at an index of the buffer, which is left cleared.
     *
     * @param segment the header of the segment that the bytes come from
     * @param offset of the batch in its segment
     * @return null if there is no valid header of this life of the segment
     */
    public static @Nullable BatchHeader read(
            CRC32C crc, SegmentHeader segment, long offset, ByteBuffer buffer, int index) {
        if (buffer.getInt(index) != MAGIC) {
            return null;
        }
        long epoch = buffer.getLong(index + EPOCH_OFFSET);
        int stored = buffer.getInt(index + CRC_OFFSET);
        int length = buffer.getInt(index + LENGTH_OFFSET);
        int count = buffer.getInt(index + COUNT_OFFSET);
        long durable = buffer.getLong(index + DURABLE_OFFSET);
        int flags = buffer.getInt(index + FLAGS_OFFSET);
        int sum = Checksums.of(crc, buffer, index + LENGTH_OFFSET, index + BYTES);
        boolean valid = (sum ^ segment.salt(epoch).at(segment.position(offset))) == stored
                && flags == 0
                && length >= BYTES
                && count >= 0;
        return valid ? new BatchHeader(length, count, epoch, durable) : null;
    }
}
