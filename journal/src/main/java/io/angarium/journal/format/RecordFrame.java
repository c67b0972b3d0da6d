package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record, big endian, at any byte offset of a batch:
 *
 * <pre>
 *  0  int   CRC-32C of everything behind this field, exclusive-or the salt of the record's position
 *  4  int   length of the payload
 *  8  byte  type
 *  9  ...   payload
 * </pre>
 */
public final class RecordFrame {
    /** Bytes in front of the payload. */
    public static final int HEADER_BYTES = 9;
    /** Offset of the payload's length. */
    public static final int LENGTH_OFFSET = 4;
    /** Offset of the type. */
    public static final int TYPE_OFFSET = 8;

    private RecordFrame() {}

    /** Computes the checksum, without salt, of the record at an index; the buffer is left cleared. */
    public static int checksum(CRC32C crc, ByteBuffer buffer, int index, int payloadLength) {
        return Checksums.of(crc, buffer, index + LENGTH_OFFSET, index + HEADER_BYTES + payloadLength);
    }
}
