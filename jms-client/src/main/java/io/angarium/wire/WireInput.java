package io.angarium.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one frame or one section of a message. Each read names its field, checks what is left before it believes or
 * allocates anything, and says in its {@link WireException} what is wrong and where. Owned by one thread.
 */
final class WireInput {
    /** Longest string with a length of 16 bits. */
    static final int MAX_STRING_BYTES = 65534;

    /** The length that stands for null. */
    static final int NULL_STRING = 65535;

    private static final int DESTINATION_KINDS = Destination.Kind.values().length;

    private final ByteBuffer in;
    /** The message that ends what is read, if it is not in the buffer. */
    private final byte @Nullable [] message;

    private final int start;
    private String what;

    /**
     * Reads from the buffer's position to its limit; the position moves.
     *
     * @param in big endian
     * @param what name of what is read, for error texts
     */
    WireInput(ByteBuffer in, String what) {
        this(in, what, null);
    }

    /**
     * The same with a message behind it.
     *
     * @param message its bytes, taken over
     */
    WireInput(ByteBuffer in, String what, byte @Nullable [] message) {
        if (in.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("buffer is not big endian");
        }
        this.in = in;
        this.message = message;
        this.start = in.position();
        this.what = what;
    }

    /** Reads a stretch of an array. */
    WireInput(byte[] array, int offset, int length, String what) {
        this(ByteBuffer.wrap(array, offset, length), what);
    }

    /** Changes the name of what is read. */
    void reading(String name) {
        what = name;
    }

    int remaining() {
        return in.remaining();
    }

    int u8(String field) {
        need(field, 1);
        return in.get() & 0xFF;
    }

    int u16(String field) {
        need(field, 2);
        return in.getShort() & 0xFFFF;
    }

    int i32(String field) {
        need(field, 4);
        return in.getInt();
    }

    long i64(String field) {
        need(field, 8);
        return in.getLong();
    }

    /** A number of 32 bits, at least {@code least}. */
    int i32(String field, int least) {
        int value = i32(field);
        if (value < least) {
            throw error(field, value + " is below " + least);
        }
        return value;
    }

    /** A number of 64 bits, at least {@code least}. */
    long i64(String field, long least) {
        long value = i64(field);
        if (value < least) {
            throw error(field, value + " is below " + least);
        }
        return value;
    }

    /** A correlation that must not be zero. */
    int correlation() {
        int value = i32("correlation");
        if (value == 0) {
            throw error("correlation", "is zero");
        }
        return value;
    }

    /** A byte below a bound. */
    int code(String field, int bound) {
        int value = u8(field);
        if (value >= bound) {
            throw error(field, "unknown code " + value);
        }
        return value;
    }

    boolean flag(String field) {
        return code(field, 2) == 1;
    }

    /** An error code; one that only a newer peer knows is {@link ErrorCode#INTERNAL}. */
    ErrorCode errorCode(String field) {
        int value = u16(field);
        if (value == 0) {
            throw error(field, "is zero");
        }
        return ErrorCode.of(value);
    }

    UUID uuid(String field) {
        need(field, 16);
        return new UUID(in.getLong(), in.getLong());
    }

    /**
     * A length or count of 32 bits that is believed only if there are bytes for it.
     *
     * @param each least number of bytes that each counted thing takes
     */
    int count(String field, int each) {
        int value = i32(field);
        if (value < 0 || (long) value * each > in.remaining()) {
            throw error(field, (value & 0xFFFF_FFFFL) + " announced, " + in.remaining() + " bytes left");
        }
        return value;
    }

    /** A count of 16 bits that is within a limit and has bytes for it. */
    int count16(String field, int each, int max) {
        int value = u16(field);
        if (value > max) {
            throw error(field, value + " exceeds the limit of " + max);
        }
        if ((long) value * each > in.remaining()) {
            throw error(field, value + " announced, " + in.remaining() + " bytes left");
        }
        return value;
    }

    /** {@code u16 length + UTF-8}. */
    String string(String field, int maxBytes) {
        return utf8(field, length16(field, maxBytes));
    }

    /** {@code u16 length + UTF-8}, at least one byte. */
    String name(String field, int maxBytes) {
        String name = string(field, maxBytes);
        if (name.isEmpty()) {
            throw error(field, "is empty");
        }
        return name;
    }

    /** {@code u16 length + UTF-8}, null if the length is 65535. */
    @Nullable
    String nullableString(String field, int maxBytes) {
        int length = u16(field);
        return length == NULL_STRING ? null : utf8(field, within(field, length, maxBytes));
    }

    /** Passes over {@code u16 length + UTF-8}. */
    void skipNullableString(String field) {
        int length = u16(field);
        if (length != NULL_STRING) {
            skip(field, length);
        }
    }

    void skip(String field, int count) {
        need(field, count);
        in.position(in.position() + count);
    }

    /** That many bytes of UTF-8. */
    String utf8(String field, int count) {
        need(field, count);
        int at = in.position();
        String text;
        if (in.hasArray()) {
            text = Utf8.decode(in.array(), in.arrayOffset() + at, count);
        } else {
            text = Utf8.decode(bytes(field, count), 0, count);
        }
        if (text == null) {
            throw error(field, "malformed UTF-8");
        }
        in.position(at + count);
        return text;
    }

    /** Passes over that many bytes of UTF-8 in an array, checking them; allocates only if they are not ASCII. */
    void checkUtf8(String field, int count) {
        need(field, count);
        if (!Utf8.valid(in.array(), in.arrayOffset() + in.position(), count)) {
            throw error(field, "malformed UTF-8");
        }
        in.position(in.position() + count);
    }

    /** That many bytes of UTF-16BE, unpaired surrogates and all. */
    String utf16(String field, int count) {
        if ((count & 1) != 0) {
            throw error(field, count + " bytes of UTF-16");
        }
        need(field, count);
        char[] chars = new char[count / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = in.getChar();
        }
        return new String(chars);
    }

    /** That many bytes, in an array of their own. */
    byte[] bytes(String field, int count) {
        need(field, count);
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    Destination destination(String field) {
        return destination(field, u8(field));
    }

    /** A destination whose kind has been read. */
    Destination destination(String field, int kind) {
        if (kind >= DESTINATION_KINDS) {
            throw error(field, "unknown destination kind " + kind);
        }
        return new Destination(Destination.Kind.of(kind), name(field, Limits.MAX_NAME_BYTES));
    }

    /** The message that takes the rest. */
    EncodedMessage message(int maxBytes) {
        byte[] behind = message;
        int size = behind == null ? in.remaining() : behind.length;
        if (size > maxBytes) {
            throw error("message", size + " bytes, largest is " + maxBytes);
        }
        if (size < EncodedMessage.FIXED_BYTES) {
            throw error("message", size + " bytes, smallest is " + EncodedMessage.FIXED_BYTES);
        }
        return EncodedMessage.of(behind == null ? bytes("message", size) : behind);
    }

    /** A part of a body, to the end of the frame. */
    ByteBuffer part(String field) {
        if (in.remaining() > Limits.MAX_PART_BYTES) {
            throw error(field, in.remaining() + " bytes, largest is " + Limits.MAX_PART_BYTES);
        }
        return ByteBuffer.wrap(bytes(field, in.remaining()));
    }

    /** Refuses anything that is left. */
    void end() {
        if (in.hasRemaining()) {
            throw error("end", in.remaining() + " bytes too many");
        }
    }

    WireException error(String field, String problem) {
        return new WireException(what + "." + field + " before byte " + (in.position() - start) + ": " + problem);
    }

    private int length16(String field, int maxBytes) {
        return within(field, u16(field), maxBytes);
    }

    private int within(String field, int length, int maxBytes) {
        if (length > maxBytes) {
            throw error(field, length + " bytes, largest is " + maxBytes);
        }
        return length;
    }

    private void need(String field, int count) {
        if (count > in.remaining()) {
            throw error(field, "needs " + count + " bytes, has " + in.remaining());
        }
    }
}
