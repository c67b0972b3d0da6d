package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C over a part of a buffer. */
final class Checksums {
    private Checksums() {}

    /** Returns the CRC of {@code [from, to)}; position and limit of the buffer are left at {@code to}. */
    static int of(CRC32C crc, ByteBuffer buffer, int from, int to) {
        buffer.limit(to);
        buffer.position(from);
        crc.reset();
        crc.update(buffer);
        return (int) crc.getValue();
    }
}
