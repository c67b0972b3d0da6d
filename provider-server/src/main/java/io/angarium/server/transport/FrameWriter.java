package io.angarium.server.transport;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.ReplyFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames into buffers of moderate size: small frames share one, a large message is cut into several, so that what waits in the channel stays small
 * whatever waits here. Says whose frames follow where that changes. Owned by the connection's loop.
 */
final class FrameWriter {
    /** Messages from this size on are copied piece by piece. */
    private static final int LARGE_BYTES = 16 * 1024;

    /** What a frame is taken to need beside what it carries. */
    private static final int SMALL_FRAME_BYTES = 128;

    /** Largest buffer given to the channel, unless a single frame needs more. */
    private static final int PIECE_BYTES = 128 * 1024;

    private final ByteBufAllocator allocator;
    private final PartsWritten partsWritten;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private byte @Nullable [] large;
    private int largeOffset;
    private int count;
    private int adding;
    private int encoding;
    private long left;

    /** Is told what leaves this of bodies in parts. */
    @FunctionalInterface
    interface PartsWritten {
        /** So many bytes of parts, which that conversation has asked for, wait here no more. */
        void written(int conversation, long bytes);
    }

    FrameWriter(ByteBufAllocator allocator, PartsWritten partsWritten) {
        this.allocator = allocator;
        this.partsWritten = partsWritten;
    }

    /** Takes frames of a conversation. */
    void add(int conversation, Collection<Frame> frames) {
        if (conversation != adding) {
            waiting.add(new ConnectionFrame.Switch(conversation));
            adding = conversation;
        }
        waiting.addAll(frames);
    }

    /** Takes frames that belong to no conversation. */
    void add(Collection<Frame> frames) {
        waiting.addAll(frames);
    }

    /** How much room a frame takes while it waits; those that are made here take none. */
    static int weight(Frame frame) {
        if (frame instanceof ConsumerFrame.Deliver deliver) {
            return weight(deliver.message().size());
        }
        return frame instanceof ConnectionFrame.Switch ? 0 : weight(partBytes(frame));
    }

    /** How much room a frame takes that carries so much. */
    static int weight(int carried) {
        return SMALL_FRAME_BYTES + carried;
    }

    /** How much of the weight of the frames that were added has left since the last call. */
    long takeLeft() {
        long all = left;
        left = 0;
        return all;
    }

    boolean isEmpty() {
        return large == null && waiting.isEmpty();
    }

    void clear() {
        large = null;
        waiting.clear();
    }

    /**
     * The next buffer to write, or null if there is nothing to write.
     *
     * @throws io.angarium.wire.WireException if a frame cannot be encoded
     */
    @Nullable
    ByteBuf next() {
        if (large != null) {
            return piece(large);
        }
        int bytes = fill();
        if (bytes == 0) {
            return null;
        }
        ByteBuf buffer = allocator.ioBuffer(bytes);
        boolean done = false;
        try {
            encode(buffer.internalNioBuffer(0, bytes));
            buffer.writerIndex(bytes);
            done = true;
        } finally {
            if (!done) {
                buffer.release();
            }
        }
        return buffer;
    }

    /** How many bytes the frames at the head need that go into one buffer; {@link #count} of them. */
    private int fill() {
        int bytes = 0;
        count = 0;
        for (Frame frame : waiting) {
            boolean cut = isLarge(frame);
            int size = cut ? FrameCodec.headSize((ConsumerFrame.Deliver) frame) : FrameCodec.size(frame);
            if (count > 0 && bytes + size > PIECE_BYTES) {
                return bytes;
            }
            bytes += size;
            count++;
            if (cut) {
                return bytes;
            }
        }
        return bytes;
    }

    private void encode(ByteBuffer out) {
        for (int i = 0; i < count; i++) {
            Frame frame = waiting.remove();
            if (isLarge(frame)) {
                ConsumerFrame.Deliver deliver = (ConsumerFrame.Deliver) frame;
                FrameCodec.encodeHead(deliver, out);
                large = deliver.message().array();
                largeOffset = 0;
                left += weight(0);
            } else {
                FrameCodec.encode(frame, out);
                encoded(frame);
                left += weight(frame);
            }
        }
    }

    private void encoded(Frame frame) {
        if (frame instanceof ConnectionFrame.Switch to) {
            encoding = to.conversation();
        } else if (frame instanceof ReplyFrame.Part) {
            partsWritten.written(encoding, partBytes(frame));
        }
    }

    /** What a frame carries of a body in parts. */
    static int partBytes(Frame frame) {
        return frame instanceof ReplyFrame.Part part ? part.bytes().remaining() : 0;
    }

    private ByteBuf piece(byte[] message) {
        int bytes = Math.min(PIECE_BYTES, message.length - largeOffset);
        ByteBuf buffer = allocator.ioBuffer(bytes).writeBytes(message, largeOffset, bytes);
        largeOffset += bytes;
        left += bytes;
        if (largeOffset == message.length) {
            large = null;
        }
        return buffer;
    }

    private static boolean isLarge(Frame frame) {
        return frame instanceof ConsumerFrame.Deliver deliver
                && deliver.message().size() >= LARGE_BYTES;
    }
}
