package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a segment file, big endian, forced before the file gets its name:
 *
 * <pre>
 *    0  long  magic 'ANGJRNL' and a zero byte
 *    8  int   format version
 *   12  int   length of this header, {@value #BYTES}
 *   16  long  journal id: the same in all segments of a journal
 *   24  long  sequence number of the segment, from {@value #FIRST_SEQUENCE}
 *   32  long  generation: how many lives the file has had, from 1
 *   40  long  length of every segment of the journal
 *   48  long  epoch of the writer that prepared the segment
 *   56  long  when it was prepared, milliseconds since 1970
 *   64  ...   zero
 * 4092  int   CRC-32C of bytes 0 to 4092, unsalted
 * </pre>
 *
 * <p>Magic, version and checksum stay where they are in every later version, so that a newer format is told from damage.
 *
 * @param journalId the journal the segment belongs to
 * @param sequence number of the segment in the endless log
 * @param generation life of the file
 * @param segmentBytes length of every segment
 * @param epoch of the writer that prepared it
 * @param createdMillis when it was prepared
 */
public record SegmentHeader(
        long journalId, long sequence, long generation, int segmentBytes, long epoch, long createdMillis) {
    /** Length of the header. */
    public static final int BYTES = 4096;
    /** The format version that this code writes, and the newest that it reads. */
    public static final int VERSION = 2;
    /** Sequence number of a journal's first segment. */
    public static final long FIRST_SEQUENCE = 1;

    private static final long MAGIC = 0x414E474A524E4C00L;
    private static final int VERSION_OFFSET = 8;
    private static final int LENGTH_OFFSET = 12;
    private static final int ID_OFFSET = 16;
    private static final int SEQUENCE_OFFSET = 24;
    private static final int GENERATION_OFFSET = 32;
    private static final int SEGMENT_BYTES_OFFSET = 40;
    private static final int EPOCH_OFFSET = 48;
    private static final int CREATED_OFFSET = 56;
    private static final int CRC_OFFSET = BYTES - Integer.BYTES;

    /** Returns the logical position of an offset in this segment. */
    public long position(long offset) {
        return sequence * segmentBytes + offset;
    }

    /** Returns the salt of what a writer of the given epoch puts into this segment. */
    public Salt salt(long writerEpoch) {
        return Salt.of(journalId, generation, writerEpoch);
    }

    /** Returns the header of the segment that follows. */
    public SegmentHeader next(long writerEpoch, long nowMillis) {
        return next(1, writerEpoch, nowMillis);
    }

    /** Returns the header of the segment that follows, in the so-manieth life of a file. */
    public SegmentHeader next(long life, long writerEpoch, long nowMillis) {
        return new SegmentHeader(journalId, sequence + 1, life, segmentBytes, writerEpoch, nowMillis);
    }

    /** Writes the header over the first {@value #BYTES} bytes of the buffer; the buffer is left cleared. */
    public void write(ByteBuffer buffer) {
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            buffer.putLong(i, 0);
        }
        buffer.putLong(0, MAGIC);
        buffer.putInt(VERSION_OFFSET, VERSION);
        buffer.putInt(LENGTH_OFFSET, BYTES);
        buffer.putLong(ID_OFFSET, journalId);
        buffer.putLong(SEQUENCE_OFFSET, sequence);
        buffer.putLong(GENERATION_OFFSET, generation);
        buffer.putLong(SEGMENT_BYTES_OFFSET, segmentBytes);
        buffer.putLong(EPOCH_OFFSET, epoch);
        buffer.putLong(CREATED_OFFSET, createdMillis);
        buffer.putInt(CRC_OFFSET, Checksums.of(new CRC32C(), buffer, 0, CRC_OFFSET));
    }

    /** Reads the header in the first {@value #BYTES} bytes of the buffer; the buffer is left cleared. */
    public static Reading read(ByteBuffer buffer) {
        if (buffer.getLong(0) != MAGIC) {
            return new Invalid("the file does not begin with a segment header");
        }
        if (buffer.getInt(CRC_OFFSET) != Checksums.of(new CRC32C(), buffer, 0, CRC_OFFSET)) {
            return new Invalid("the checksum of the segment header does not match");
        }
        int version = buffer.getInt(VERSION_OFFSET);
        if (version > VERSION) {
            return new TooNew(version);
        }
        long segmentBytes = buffer.getLong(SEGMENT_BYTES_OFFSET);
        if (version < 1 || buffer.getInt(LENGTH_OFFSET) != BYTES || segmentBytes <= BYTES || segmentBytes > MAX_BYTES) {
            return new Invalid("the segment header holds impossible values");
        }
        return new Valid(new SegmentHeader(
                buffer.getLong(ID_OFFSET),
                buffer.getLong(SEQUENCE_OFFSET),
                buffer.getLong(GENERATION_OFFSET),
                (int) segmentBytes,
                buffer.getLong(EPOCH_OFFSET),
                buffer.getLong(CREATED_OFFSET)));
    }

    /** The longest segment that offsets can address. */
    private static final long MAX_BYTES = 1L << 30;

    /** What the first bytes of a file turned out to be. */
    public sealed interface Reading {}

    /** A header of a version that this code reads. */
    public record Valid(SegmentHeader header) implements Reading {}

    /** A sound header of a later version. */
    public record TooNew(int version) implements Reading {}

    /** No sound header. */
    public record Invalid(String what) implements Reading {}
}
