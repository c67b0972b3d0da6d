package io.angarium.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into frames; checks each length before anyone waits for or allocates that much. Stateless. */
public final class FrameSplitter {
    private FrameSplitter() {}

    /**
     * Checks a length field.
     *
     * @param length as read, as a signed number
     * @param max largest frame that is acceptable now, length field excluded: {@link Limits#MAX_HANDSHAKE_BYTES} until the handshake
     *     is complete
     * @return the length
     * @throws WireException if no frame has that length
     */
    public static int checkLength(int length, int max) {
        if (length < 1 || length > max) {
            throw new WireException("frame length " + (length & 0xFFFF_FFFFL) + " is not 1 to " + max);
        }
        return length;
    }

    /**
     * Takes the next frame out of a buffer.
     *
     * @param in from position to limit what has come in, big endian; its position moves behind the frame, or stays if the frame is not
     *     complete
     * @param max see {@link #checkLength}
     * @return the frame without its length field, a view of the buffer; null if it is not complete
     * @throws WireException if no frame has the length announced
     */
    public static @Nullable ByteBuffer next(ByteBuffer in, int max) {
        if (in.remaining() < FrameCodec.LENGTH_BYTES) {
            return null;
        }
        int start = in.position() + FrameCodec.LENGTH_BYTES;
        int length = checkLength(in.getInt(in.position()), max);
        if (in.limit() - start < length) {
            return null;
        }
        in.position(start + length);
        return in.slice(start, length);
    }
}
