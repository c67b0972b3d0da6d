package io.angarium.wire;

import java.nio.ByteBuffer;

/**
 * Frames to bytes and back. A frame on the wire is
 *
 * <pre>
 * offset size
 *  0     4    length of what follows, 1 to the peer's largest frame
 *  4     1    type, see {@link FrameType}
 *  5     …    fields, see {@code docs/protocol.md}
 * </pre>
 *
 * Big endian. Stateless; any thread.
 */
public final class FrameCodec {
    /** The length field. */
    public static final int LENGTH_BYTES = 4;

    /** Most bytes between the length field and a message that ends a frame. */
    static final int LONGEST_HEAD = 1 + Math.max(ProducerCodec.SEND_HEAD_BYTES, ConsumerCodec.DELIVER_HEAD_BYTES);

    private static final int PREFIX_BYTES = LENGTH_BYTES + 1;

    private FrameCodec() {}

    /**
     * Exact size of the encoded frame, length field included.
     *
     * @throws WireException if a field or the whole exceeds its limit
     */
    public static int size(Frame frame) {
        FrameType type = FrameType.of(frame);
        int size = PREFIX_BYTES + type.codec().size(type, frame);
        FrameSplitter.checkLength(size - LENGTH_BYTES, Limits.MAX_FRAME_BYTES);
        return size;
    }

    /**
     * Writes the encoded frame, {@link #size} bytes.
     *
     * @param out big endian; its position moves behind the frame, or stays if this throws
     * @throws WireException if a field exceeds its limit
     * @throws java.nio.BufferOverflowException if there is no room
     */
    public static void encode(Frame frame, ByteBuffer out) {
        FrameType type = FrameType.of(frame);
        int start = out.position();
        boolean done = false;
        try {
            out.putInt(0).put((byte) type.code());
            type.codec().encode(type, frame, out);
            out.putInt(start, out.position() - start - LENGTH_BYTES);
            done = true;
        } finally {
            if (!done) {
                out.position(start);
            }
        }
    }

    /** Size of everything before the message's bytes, length field included. */
    public static int headSize(ConsumerFrame.Deliver deliver) {
        return PREFIX_BYTES + ConsumerCodec.DELIVER_HEAD_BYTES;
    }

    /** Writes everything before the message's bytes; the {@link EncodedMessage#array()} that has to follow completes the frame. */
    public static void encodeHead(ConsumerFrame.Deliver deliver, ByteBuffer out) {
        out.putInt(1 + ConsumerCodec.DELIVER_HEAD_BYTES + deliver.message().size());
        out.put((byte) FrameType.DELIVER.code());
        ConsumerCodec.putHead(deliver, out);
    }

    /** Size of everything before the message's bytes, length field included. */
    public static int headSize(ProducerFrame.Send send) {
        return PREFIX_BYTES + ProducerCodec.SEND_HEAD_BYTES;
    }

    /** Writes everything before the message's bytes; the {@link EncodedMessage#array()} that has to follow completes the frame. */
    public static void encodeHead(ProducerFrame.Send send, ByteBuffer out) {
        out.putInt(1 + ProducerCodec.SEND_HEAD_BYTES + send.message().size());
        out.put((byte) FrameType.SEND.code());
        ProducerCodec.putHead(send, out);
    }

    /**
     * Reads one frame. Nothing of the buffer is kept.
     *
     * @param payload the frame without its length field, from position to limit, big endian; the position moves
     * @throws WireException if the bytes break the protocol; says what and where
     */
    public static Frame decode(ByteBuffer payload) {
        return decode(new WireInput(payload, "frame"));
    }

    static Frame decode(WireInput in) {
        FrameType type = FrameType.of(in.u8("type"));
        in.reading(type.name());
        Frame frame = type.codec().decode(type, in);
        in.end();
        return frame;
    }

    /** How many bytes are between the length field and the message that ends a frame of that type, 0 if it is another. */
    static int bytesBeforeMessage(int type) {
        return type == FamilyCodec.SEND
                ? 1 + ProducerCodec.SEND_HEAD_BYTES
                : type == FamilyCodec.DELIVER ? 1 + ConsumerCodec.DELIVER_HEAD_BYTES : 0;
    }
}
