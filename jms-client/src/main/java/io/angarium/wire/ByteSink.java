package io.angarium.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing array of bytes with big-endian writers; made to be cleared and used again. Owned by one thread at a time.
 */
public final class ByteSink {
    /** What a sink holds at most: a message of the largest size and some slack. */
    private static final int MAX_BYTES = Limits.MAX_FRAME_BYTES;

    /** A sink that has grown beyond this gives its array back when it is cleared. */
    private static final int KEEP_BYTES = 256 * 1024;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int initial;
    private byte[] bytes;
    private int length;

    /** An empty sink with room for that many bytes before it grows. */
    public ByteSink(int initialCapacity) {
        this.initial = Math.max(16, initialCapacity);
        this.bytes = new byte[initial];
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** The bytes written are the first {@link #length()} of this array; valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** The bytes written, as an array of their own. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets what was written. */
    public void clear() {
        length = 0;
        if (bytes.length > KEEP_BYTES) {
            bytes = new byte[initial];
        }
    }

    /** Writes the low 8 bits. */
    public void writeByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    /** Writes the low 16 bits. */
    public void writeShort(int value) {
        room(2);
        SHORT.set(bytes, length, (short) value);
        length += 2;
    }

    /** Writes 32 bits. */
    public void writeInt(int value) {
        room(4);
        INT.set(bytes, length, value);
        length += 4;
    }

    /** Writes 64 bits. */
    public void writeLong(long value) {
        room(8);
        LONG.set(bytes, length, value);
        length += 8;
    }

    /** Writes a stretch of an array. */
    public void writeBytes(byte[] source, int offset, int count) {
        room(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** Writes what remains of a buffer; the buffer's position does not move. */
    public void writeBytes(ByteBuffer source) {
        int count = source.remaining();
        room(count);
        source.get(source.position(), bytes, length, count);
        length += count;
    }

    /** Overwrites four bytes that have been written before. */
    public void setInt(int at, int value) {
        if (at < 0 || at > length - 4) {
            throw new IndexOutOfBoundsException(at);
        }
        INT.set(bytes, at, value);
    }

    /**
     * Writes {@code u16 length + UTF-8}.
     *
     * @throws WireException if it is longer than 65534 bytes or has unpaired surrogates
     */
    public void writeString(String text) {
        int at = length;
        writeShort(0);
        int count = writeUtf8(text);
        if (count == Utf8.UNPAIRED || count > WireInput.MAX_STRING_BYTES) {
            length = at;
            throw new WireException(
                    count == Utf8.UNPAIRED
                            ? "a name or header must not have unpaired surrogates"
                            : "a name or header has at most " + WireInput.MAX_STRING_BYTES + " bytes, this one has "
                                    + count);
        }
        SHORT.set(bytes, at, (short) count);
    }

    /** Writes {@code u16 length + UTF-8}, the length 65535 for null; refuses what {@link #writeString} refuses. */
    public void writeNullableString(@Nullable String text) {
        if (text == null) {
            writeShort(WireInput.NULL_STRING);
        } else {
            writeString(text);
        }
    }

    /** Writes bare UTF-8 and returns the number of its bytes; {@link Utf8#UNPAIRED}, and nothing written, if that cannot be. */
    int writeUtf8(String text) {
        int most = text.length() <= 256 ? 3 * text.length() : Utf8.length(text);
        if (most == Utf8.UNPAIRED) {
            return Utf8.UNPAIRED;
        }
        room(most);
        int end = Utf8.encode(text, bytes, length);
        if (end == Utf8.UNPAIRED) {
            return Utf8.UNPAIRED;
        }
        int count = end - length;
        length = end;
        return count;
    }

    /** Writes bare UTF-16BE. */
    void writeUtf16(String text) {
        room(Math.multiplyExact(2, text.length()));
        for (int i = 0; i < text.length(); i++) {
            SHORT.set(bytes, length, (short) text.charAt(i));
            length += 2;
        }
    }

    /** Forgets what was written at and behind a position. */
    void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IndexOutOfBoundsException(newLength);
        }
        length = newLength;
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            grow(count);
        }
    }

    private void grow(int count) {
        long wanted = (long) length + count;
        if (wanted > MAX_BYTES) {
            throw new WireException("content of " + wanted + " bytes, largest is " + MAX_BYTES);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(wanted, 2L * bytes.length)));
    }
}
