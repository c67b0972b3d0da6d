package io.angarium.jms.message;

import io.angarium.wire.TypedValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What a stream has, as values of a stream message: byte arrays one after the other. Belongs to its reader. */
final class ByteArrays extends InputStream {
    private static final int MOST = 64 * 1024;

    private final InputStream source;
    private ByteBuffer here = ByteBuffer.allocate(0);

    ByteArrays(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        return fill() ? here.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, here.remaining());
        here.get(target, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        if (!here.hasRemaining()) {
            byte[] bytes = source.readNBytes(MOST);
            if (bytes.length == 0) {
                return false;
            }
            here = ByteBuffer.allocate(5 + bytes.length)
                    .put((byte) TypedValues.BYTES)
                    .putInt(bytes.length)
                    .put(bytes)
                    .flip();
        }
        return true;
    }
}
