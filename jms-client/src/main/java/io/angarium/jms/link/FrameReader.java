package io.angarium.jms.link;

import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.FrameSplitter;
import io.angarium.wire.Limits;
import io.angarium.wire.LongFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into frames, in gulps as large as the stream gives. Owned by the thread that holds the link's {@link ReaderRole}.
 *
 * <p>A {@link #fill} that times out or fails loses nothing: what came in before stays, a frame may be completed by any later gulp. The
 * buffer grows with the bytes that have really come in, not with what a length field promises, and shrinks some gulps after.
 */
final class FrameReader {
    /** Size of the buffer unless a larger frame needs more, or less comes in than {@link #FIRST_BYTES}. */
    static final int GULP_BYTES = 64 * 1024;

    /** Of the first buffer: many connections only send, and a thousand that come back together are not to fill the heap. */
    static final int FIRST_BYTES = 2 * 1024;

    private static final int GULPS_BEFORE_SHRINKING = 64;

    private final InputStream in;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES).limit(0);
    private int maxFrameBytes = Limits.MAX_HANDSHAKE_BYTES;
    private int smallGulps;
    private @Nullable LongFrame longFrame;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /** Sets the largest frame to accept from now on, length field excluded; {@link Limits#MAX_HANDSHAKE_BYTES} until then. */
    void accept(int bytes) {
        maxFrameBytes = bytes;
    }

    /**
     * The next frame that has come in whole, null if there is none.
     *
     * @throws io.angarium.wire.WireException if the bytes break the protocol
     */
    @Nullable
    Frame next() {
        LongFrame begun = longFrame;
        if (begun != null && begun.missing() == 0) {
            longFrame = null;
            return begun.frame();
        }
        ByteBuffer payload = FrameSplitter.next(buffer, maxFrameBytes);
        if (payload != null) {
            return FrameCodec.decode(payload);
        }
        if (begun == null) {
            longFrame = LongFrame.begin(buffer, maxFrameBytes);
        }
        return null;
    }

    /**
     * Reads once from the stream, waiting until something is there.
     *
     * @return false at the end of the stream
     * @throws java.net.SocketTimeoutException after the socket's time-out
     * @throws IOException if the stream is broken
     */
    boolean fill() throws IOException {
        LongFrame begun = longFrame;
        if (begun != null) {
            return begun.read(in);
        }
        makeRoom();
        int end = buffer.limit();
        int count = in.read(buffer.array(), end, buffer.capacity() - end);
        if (count < 0) {
            return false;
        }
        buffer.limit(end + count);
        return true;
    }

    /** Whether the stream stands in the middle of a frame. */
    boolean midFrame() {
        return buffer.hasRemaining() || longFrame != null;
    }

    /** Bytes that the buffer takes at the moment. */
    int capacity() {
        return buffer.capacity();
    }

    private void makeRoom() {
        smallGulps = buffer.remaining() < GULP_BYTES ? smallGulps + 1 : 0;
        boolean little = buffer.capacity() < GULP_BYTES && buffer.limit() > buffer.capacity() / 4 * 3;
        if (little || (buffer.capacity() > GULP_BYTES && smallGulps > GULPS_BEFORE_SHRINKING)) {
            moveTo(ByteBuffer.allocate(GULP_BYTES));
        } else if (buffer.remaining() == buffer.capacity()) {
            moveTo(ByteBuffer.allocate(Math.min(buffer.capacity() * 2, FrameCodec.LENGTH_BYTES + maxFrameBytes)));
        } else if (!buffer.hasRemaining()) {
            buffer.clear().limit(0);
        } else if (buffer.capacity() - buffer.limit() < buffer.capacity() / 4) {
            buffer.compact().flip();
        }
    }

    private void moveTo(ByteBuffer other) {
        other.put(buffer).flip();
        buffer = other;
    }
}
