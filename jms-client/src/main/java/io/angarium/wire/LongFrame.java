package io.angarium.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A frame with a large message, put together while it comes in: the bytes go to where the message stays, and are not copied again. Its memory grows
 * with the bytes that have come in, from 256 KiB on to four times as many at most, and not with what a length field promises. Owned by the thread that reads.
 */
public final class LongFrame {
    /** What is shorter is cut out of what came in. */
    static final int LEAST_BYTES = 128 * 1024;

    private static final int FIRST_BYTES = 64 * 1024;
    private static final int GROWTH = 4;

    private final ByteBuffer head;
    private final int messageBytes;
    private byte[] message;
    private int count;

    private LongFrame(ByteBuffer head, int messageBytes, int firstBytes) {
        this.head = head;
        this.messageBytes = messageBytes;
        this.message = new byte[Math.min(messageBytes, GROWTH * Math.max(FIRST_BYTES, firstBytes))];
    }

    /**
     * Takes over the beginning of a frame, if it is of a kind that ends with a message, and long enough, and not here to its end.
     *
     * @param in what has come in, from a length field to the limit, big endian; it is taken whole, or nothing of it
     * @param max see {@link FrameSplitter#checkLength}
     * @return null if it is another frame, or too little of it is here to tell
     * @throws WireException if no frame has the length announced
     */
    public static @Nullable LongFrame begin(ByteBuffer in, int max) {
        int start = in.position() + FrameCodec.LENGTH_BYTES;
        if (in.limit() - start < FrameCodec.LONGEST_HEAD) {
            return null;
        }
        int length = FrameSplitter.checkLength(in.getInt(in.position()), max);
        int headBytes = FrameCodec.bytesBeforeMessage(in.get(start));
        if (length < LEAST_BYTES || headBytes == 0 || length <= in.limit() - start) {
            return null;
        }
        byte[] head = new byte[headBytes];
        in.position(start).get(head);
        LongFrame begun = new LongFrame(ByteBuffer.wrap(head), length - headBytes, in.remaining());
        begun.add(in);
        return begun;
    }

    /** How many bytes of it have not come in. */
    public int missing() {
        return messageBytes - count;
    }

    /** Its size, length field included. */
    public int size() {
        return FrameCodec.LENGTH_BYTES + head.capacity() + messageBytes;
    }

    /** Takes more of it, all that is in the buffer: not more than what is missing. */
    public void add(ByteBuffer more) {
        int bytes = more.remaining();
        while (message.length - count < bytes) {
            grow();
        }
        more.get(message, count, bytes);
        count += bytes;
    }

    /**
     * Reads more of it from a stream, once.
     *
     * @return false at the end of the stream
     */
    public boolean read(InputStream in) throws IOException {
        if (count == message.length) {
            grow();
        }
        int bytes = in.read(message, count, message.length - count);
        count += Math.max(0, bytes);
        return bytes >= 0;
    }

    /**
     * The frame, which has come in whole.
     *
     * @throws WireException if the bytes break the protocol; says what and where
     */
    public Frame frame() {
        return FrameCodec.decode(new WireInput(head, "frame", message));
    }

    /** Bytes of memory for its message. */
    int capacity() {
        return message.length;
    }

    private void grow() {
        message = Arrays.copyOf(message, (int) Math.min(messageBytes, (long) GROWTH * message.length));
    }
}
