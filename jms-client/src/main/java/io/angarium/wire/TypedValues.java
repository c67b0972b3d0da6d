package io.angarium.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Typed values: one byte of type, then the value, big endian. Used for properties, map and stream bodies, and management frames.
 *
 * <pre>
 *  0 null             nothing          6 Long                 8 bytes
 *  1 Boolean          1 byte, 0 or 1   7 Float                4 bytes, IEEE 754
 *  2 Byte             1 byte           8 Double               8 bytes, IEEE 754
 *  3 Short            2 bytes          9 String               u32 length + UTF-8
 *  4 Character        2 bytes         10 byte[]               u32 length + bytes
 *  5 Integer          4 bytes         11 String with unpaired surrogates: u32 length + UTF-16BE
 * </pre>
 *
 * Stateless.
 */
public final class TypedValues {
    static final int NULL = 0;
    static final int BOOLEAN = 1;
    static final int BYTE = 2;
    static final int SHORT = 3;
    static final int CHARACTER = 4;
    static final int INTEGER = 5;
    static final int LONG = 6;
    static final int FLOAT = 7;
    static final int DOUBLE = 8;
    static final int STRING = 9;
    /** A byte array: its length as an int, and the bytes. */
    public static final int BYTES = 10;

    static final int STRING_UTF16 = 11;

    /** Bytes of the values whose code is below {@link #STRING}; the others begin with their length. */
    private static final int[] FIXED = {0, 1, 1, 2, 2, 4, 8, 4, 8};

    private TypedValues() {}

    /** Whether an object can be a typed value. */
    public static boolean isValue(@Nullable Object value) {
        return value == null
                || value instanceof String
                || isNumber(value)
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof byte[];
    }

    private static boolean isNumber(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
    }

    /**
     * Size of the encoded value, its type byte included.
     *
     * @throws IllegalArgumentException if the object is no typed value
     */
    public static long size(@Nullable Object value) {
        if (value instanceof String text) {
            int length = Utf8.length(text);
            return 5 + (length == Utf8.UNPAIRED ? 2L * text.length() : length);
        }
        if (value instanceof byte[] bytes) {
            return 5L + bytes.length;
        }
        return 1L + FIXED[code(value)];
    }

    /**
     * Writes a value with its type byte.
     *
     * @throws IllegalArgumentException if the object is no typed value
     */
    public static void write(ByteSink sink, @Nullable Object value) {
        if (value instanceof String text) {
            writeText(sink, text);
        } else if (value instanceof byte[] bytes) {
            sink.writeByte(BYTES);
            sink.writeInt(bytes.length);
            sink.writeBytes(bytes, 0, bytes.length);
        } else {
            int code = code(value);
            sink.writeByte(code);
            if (value != null) {
                writeFixed(sink, code, value);
            }
        }
    }

    private static void writeFixed(ByteSink sink, int code, Object value) {
        switch (code) {
            case BOOLEAN -> sink.writeByte((Boolean) value ? 1 : 0);
            case BYTE -> sink.writeByte((Byte) value);
            case SHORT -> sink.writeShort((Short) value);
            case CHARACTER -> sink.writeShort((Character) value);
            case INTEGER -> sink.writeInt((Integer) value);
            case LONG -> sink.writeLong((Long) value);
            case FLOAT -> sink.writeInt(Float.floatToRawIntBits((Float) value));
            default -> sink.writeLong(Double.doubleToRawLongBits((Double) value));
        }
    }

    private static void writeText(ByteSink sink, String text) {
        int at = sink.length();
        sink.writeByte(STRING);
        sink.writeInt(0);
        int count = sink.writeUtf8(text);
        if (count != Utf8.UNPAIRED) {
            sink.setInt(at + 1, count);
            return;
        }
        sink.truncate(at);
        sink.writeByte(STRING_UTF16);
        sink.writeInt(2 * text.length());
        sink.writeUtf16(text);
    }

    private static int code(@Nullable Object value) {
        if (value == null) {
            return NULL;
        } else if (value instanceof Integer) {
            return INTEGER;
        } else if (value instanceof Long) {
            return LONG;
        } else if (value instanceof Boolean) {
            return BOOLEAN;
        } else if (value instanceof Double) {
            return DOUBLE;
        } else if (value instanceof Float) {
            return FLOAT;
        } else if (value instanceof Short) {
            return SHORT;
        } else if (value instanceof Byte) {
            return BYTE;
        } else if (value instanceof Character) {
            return CHARACTER;
        }
        throw new IllegalArgumentException("no typed value: " + value.getClass().getName());
    }

    /**
     * Reads one value.
     *
     * @param in big endian; the position moves behind the value
     * @throws WireException if there is no value
     */
    public static @Nullable Object read(ByteBuffer in) {
        return read(new WireInput(in, "value"), "value");
    }

    /**
     * Reads the rest of a value whose type has been read.
     *
     * @throws IOException of the stream
     * @throws WireException if it is no value, or larger than a message that is not in parts may be
     */
    public static @Nullable Object read(int type, DataInputStream in) throws IOException {
        boolean open = type >= STRING;
        int length = open ? in.readInt() : type < 0 ? 0 : fixedBytes(type);
        if (length < 0 || length > Limits.MAX_MESSAGE_BYTES) {
            throw new WireException("value of " + length + " bytes, largest is " + Limits.MAX_MESSAGE_BYTES);
        }
        byte[] rest = in.readNBytes(length); // in steps: what is claimed and does not come takes no memory
        ByteBuffer value = ByteBuffer.allocate(rest.length + 5).put((byte) type);
        if (open) {
            value.putInt(length);
        }
        return read(value.put(rest).flip());
    }

    static @Nullable Object read(WireInput in, String field) {
        int code = in.u8(field);
        return switch (code) {
            case NULL -> null;
            case BOOLEAN -> in.flag(field);
            case BYTE -> (byte) in.u8(field);
            case SHORT -> (short) in.u16(field);
            case CHARACTER -> (char) in.u16(field);
            case INTEGER -> in.i32(field);
            case LONG -> in.i64(field);
            case FLOAT -> Float.intBitsToFloat(in.i32(field));
            case DOUBLE -> Double.longBitsToDouble(in.i64(field));
            case STRING -> in.utf8(field, in.count(field, 1));
            case BYTES -> in.bytes(field, in.count(field, 1));
            case STRING_UTF16 -> in.utf16(field, in.count(field, 1));
            default -> throw in.error(field, "unknown value type " + code);
        };
    }

    /** Passes over one value, checking it. */
    static void check(WireInput in, String field) {
        int code = in.u8(field);
        switch (code) {
            case BOOLEAN -> in.flag(field);
            case STRING -> in.checkUtf8(field, in.count(field, 1));
            case BYTES -> in.skip(field, in.count(field, 1));
            case STRING_UTF16 -> in.skip(field, even(in, field, in.count(field, 1)));
            default -> {
                if (code > STRING_UTF16) {
                    throw in.error(field, "unknown value type " + code);
                }
                in.skip(field, FIXED[code]);
            }
        }
    }

    private static int even(WireInput in, String field, int count) {
        if ((count & 1) != 0) {
            throw in.error(field, count + " bytes of UTF-16");
        }
        return count;
    }

    /** Bytes behind the type byte, for a code below {@link #STRING}. */
    static int fixedBytes(int code) {
        return FIXED[code];
    }
}
