package io.angarium.wire;

import java.nio.ByteBuffer;

/** Encodes and decodes the fields of one family of frames: what follows the type byte. Implementations are stateless. */
interface FamilyCodec {

    /**
     * Exact number of bytes of the fields.
     *
     * @throws WireException if a field exceeds its limit
     */
    int size(FrameType type, Frame frame);

    /**
     * Writes the fields.
     *
     * @throws WireException if a field exceeds its limit
     */
    void encode(FrameType type, Frame frame, ByteBuffer out);

    /**
     * Reads the fields; the caller checks that nothing is left.
     *
     * @throws WireException if they break the protocol
     */
    Frame decode(FrameType type, WireInput in);

    /** What a codec answers to a type of another family: a bug of the type's table. */
    static IllegalArgumentException foreign(FrameType type) {
        return new IllegalArgumentException(type + " is of another family");
    }
}
