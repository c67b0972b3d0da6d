package io.angarium.journal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C over a part of a buffer. */
final class Checksums {
    private Checksums() {}

    /** Returns the CRC of {@code [from, to)}; the buffer is left cleared: position 0, limit at its capacity. */
    static int of(CRC32C crc, ByteBuffer buffer, int from, int to) {
        buffer.limit(to);
        buffer.position(from);
        crc.reset();
        crc.update(buffer);
        buffer.clear();
        return (int) crc.getValue();
    }
}
