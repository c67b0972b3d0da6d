package io.angarium.server.transport;

import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.FrameSplitter;
import io.angarium.wire.Limits;
import io.angarium.wire.LongFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes in into frames. Keeps an incomplete frame until the rest is there; its memory grows with the bytes received, never with a length that
 * was announced. Owned by the connection's loop.
 */
final class FrameReader {
    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf held;
    /** Came before what is held. */
    private @Nullable LongFrame longFrame;

    private int limit = Limits.MAX_HANDSHAKE_BYTES;
    private int lastSize;

    FrameReader(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Accepts frames of that size from now on. */
    void limit(int maxFrameBytes) {
        limit = maxFrameBytes;
    }

    /** Takes over bytes that came in. */
    void append(ByteBuf in) {
        LongFrame begun = longFrame;
        if (begun != null && begun.missing() > 0) {
            boolean more = false;
            try {
                int bytes = Math.min(begun.missing(), in.readableBytes());
                begun.add(in.nioBuffer(in.readerIndex(), bytes));
                in.skipBytes(bytes);
                more = in.isReadable();
            } finally {
                if (!more) {
                    in.release();
                }
            }
            if (!more) {
                return;
            }
        }
        ByteBuf before = held;
        if (before == null) {
            held = in;
            return;
        }
        try {
            held = room(before, in.readableBytes());
            held.writeBytes(in);
        } finally {
            in.release();
        }
    }

    /**
     * The next frame, or null if none is complete.
     *
     * @throws io.angarium.wire.WireException if the bytes break the protocol
     */
    @Nullable
    Frame next() {
        LongFrame begun = longFrame;
        if (begun != null) {
            if (begun.missing() > 0) {
                return null;
            }
            longFrame = null;
            lastSize = begun.size();
            return begun.frame();
        }
        ByteBuf in = held;
        if (in == null || in.readableBytes() < FrameCodec.LENGTH_BYTES) {
            return null;
        }
        int start = in.readerIndex() + FrameCodec.LENGTH_BYTES;
        int length = FrameSplitter.checkLength(in.getInt(in.readerIndex()), limit);
        if (in.writerIndex() - start < length) {
            begin(in);
            return null;
        }
        in.readerIndex(start + length);
        lastSize = FrameCodec.LENGTH_BYTES + length;
        return FrameCodec.decode(in.nioBuffer(start, length));
    }

    private void begin(ByteBuf in) {
        ByteBuffer bytes = in.nioBuffer();
        longFrame = LongFrame.begin(bytes, limit);
        in.skipBytes(bytes.position());
    }

    /** Size on the wire of the frame that {@link #next} gave. */
    int lastSize() {
        return lastSize;
    }

    /** Lets go of memory that is no longer needed; to be called when {@link #next} has given null. */
    void trim() {
        ByteBuf rest = held;
        if (rest != null && !rest.isReadable()) {
            held = null;
            rest.release();
        }
    }

    /** Lets go of everything. */
    void release() {
        longFrame = null;
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private ByteBuf room(ByteBuf before, int more) {
        if (before.writableBytes() >= more) {
            return before;
        }
        int needed = before.readableBytes() + more;
        ByteBuf larger =
                allocator.buffer(Math.max(needed, (int) Math.min(2L * needed, limit + (long) FrameCodec.LENGTH_BYTES)));
        larger.writeBytes(before);
        before.release();
        return larger;
    }
}
