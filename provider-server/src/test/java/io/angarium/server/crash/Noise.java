package io.angarium.server.crash;

import java.io.InputStream;
import java.util.zip.CRC32C;

/** Bytes that are made as they are read, the same for the same length, with their checksum so far. One thread. */
final class Noise extends InputStream {
    private final long length;
    private final CRC32C checksum = new CRC32C();
    private long at;
    private long state;

    Noise(long length) {
        this.length = length;
        this.state = length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int most) {
        if (at == length) {
            return -1;
        }
        int count = (int) Math.min(most, length - at);
        for (int i = 0; i < count; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            target[offset + i] = (byte) (state >>> 56);
        }
        checksum.update(target, offset, count);
        at += count;
        return count;
    }

    /** How many have been read. */
    long at() {
        return at;
    }

    /** CRC-32C of all that have been read. */
    long checksum() {
        return checksum.getValue();
    }

    /** That of the whole. */
    static long checksum(long length) {
        Noise noise = new Noise(length);
        byte[] buffer = new byte[64 * 1024];
        while (noise.read(buffer, 0, buffer.length) >= 0) {
            continue;
        }
        return noise.checksum();
    }
}
