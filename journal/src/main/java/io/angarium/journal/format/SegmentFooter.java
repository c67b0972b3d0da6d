package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #BYTES} bytes of a full segment, big endian, written and forced together with its seal record:
 *
 * <pre>
 *  0  int   magic 'AGFT'
 *  4  int   CRC-32C of bytes 8 to 64, exclusive-or the salt of the footer's position
 *  8  long  epoch of the writer
 * 16  long  logical position below which everything was known to be durable
 * 24  int   offset of the first byte behind the seal batch
 * 28  int   number of records of the effects family
 * 32  int   offset of the index, 0 without one
 * 36  int   length of the index
 * 40  int   CRC-32C of the index, exclusive-or the salt of its position
 * 44  int   flags, 0 in this version
 * 48  ...   zero
 * </pre>
 *
 * @param epoch of the writer
 * @param durable position below which everything was durable
 * @param dataEnd offset of the first byte behind the seal batch
 * @param effects number of records of the effects family
 */
public record SegmentFooter(long epoch, long durable, int dataEnd, int effects) {
    /** Length of the footer. */
    public static final int BYTES = 64;

    private static final int MAGIC = 0x41474654;
    private static final int CRC_OFFSET = 4;
    private static final int EPOCH_OFFSET = 8;
    private static final int DURABLE_OFFSET = 16;
    private static final int DATA_END_OFFSET = 24;
    private static final int EFFECTS_OFFSET = 28;
    private static final int INDEX_OFFSET = 32;
    private static final int ZEROS_OFFSET = 48;

    /** Returns where the footer stands in a segment. */
    public static int offset(SegmentHeader segment) {
        return segment.segmentBytes() - BYTES;
    }

    /** Tells whether another footer describes the same seal, whatever it says of what was durable. */
    public boolean sameSeal(SegmentFooter other) {
        return epoch == other.epoch && dataEnd == other.dataEnd && effects == other.effects;
    }

    /** Writes the footer over the first {@value #BYTES} bytes of the buffer; the buffer is left cleared. */
    public void write(CRC32C crc, SegmentHeader segment, ByteBuffer buffer) {
        buffer.putInt(0, MAGIC);
        buffer.putLong(EPOCH_OFFSET, epoch);
        buffer.putLong(DURABLE_OFFSET, durable);
        buffer.putInt(DATA_END_OFFSET, dataEnd);
        buffer.putInt(EFFECTS_OFFSET, effects);
        for (int i = INDEX_OFFSET; i < BYTES; i += Long.BYTES) {
            buffer.putLong(i, 0);
        }
        int sum = Checksums.of(crc, buffer, EPOCH_OFFSET, BYTES);
        buffer.putInt(CRC_OFFSET, sum ^ segment.salt(epoch).at(segment.position(offset(segment))));
    }

    /** Reads the footer in the first bytes of the buffer, which is left cleared; null if there is none. */
    public static @Nullable SegmentFooter read(CRC32C crc, SegmentHeader segment, ByteBuffer buffer) {
        long epoch = buffer.getLong(EPOCH_OFFSET);
        int stored = buffer.getInt(CRC_OFFSET);
        if (buffer.getInt(0) != MAGIC) {
            return null;
        }
        SegmentFooter footer = new SegmentFooter(
                epoch, buffer.getLong(DURABLE_OFFSET), buffer.getInt(DATA_END_OFFSET), buffer.getInt(EFFECTS_OFFSET));
        boolean zeros = buffer.getLong(ZEROS_OFFSET) == 0 && buffer.getLong(ZEROS_OFFSET + Long.BYTES) == 0;
        int sum = Checksums.of(crc, buffer, EPOCH_OFFSET, BYTES);
        int salt = segment.salt(epoch).at(segment.position(offset(segment)));
        return zeros && (sum ^ salt) == stored ? footer : null;
    }
}
