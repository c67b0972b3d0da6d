package io.angarium.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sizes and writers of the fields that several frames have; the counterpart of {@link WireInput}. Stateless. */
final class Fields {
    private Fields() {}

    /** Size of {@code u16 length + UTF-8}. */
    static int sizeOf(String field, String text, int maxBytes) {
        return 2 + checked(field, Utf8.length(text), maxBytes);
    }

    /** Size of {@code u16 length + UTF-8} where the string may be null. */
    static int sizeOfNullable(String field, @Nullable String text, int maxBytes) {
        return text == null ? 2 : sizeOf(field, text, maxBytes);
    }

    /** Writes {@code u16 length + UTF-8}. */
    static void put(ByteBuffer out, String field, String text, int maxBytes) {
        // Keeps what is certainly too long from the 16 bits of the length.
        checked(field, text.length(), maxBytes);
        checked(field, Utf8.put(text, out), maxBytes);
    }

    /** Writes {@code u16 length + UTF-8}, the length 65535 for null. */
    static void putNullable(ByteBuffer out, String field, @Nullable String text, int maxBytes) {
        if (text == null) {
            out.putShort((short) WireInput.NULL_STRING);
        } else {
            put(out, field, text, maxBytes);
        }
    }

    /** Size of a text for people, which is cut rather than refused. */
    static int sizeOfText(String text) {
        return 2 + Utf8.length(Utf8.fit(text, Limits.MAX_TEXT_BYTES));
    }

    /** Writes a text for people. */
    static void putText(ByteBuffer out, String text) {
        put(out, "text", Utf8.fit(text, Limits.MAX_TEXT_BYTES), Limits.MAX_TEXT_BYTES);
    }

    static int sizeOf(Destination destination) {
        return 1 + sizeOf("destination", destination.name(), Limits.MAX_NAME_BYTES);
    }

    static void put(ByteBuffer out, Destination destination) {
        out.put((byte) destination.kind().code());
        put(out, "destination", destination.name(), Limits.MAX_NAME_BYTES);
    }

    /** Checks the number of entries of a list before it is written. */
    static int checkedCount(String field, int count, int max) {
        if (count > max) {
            throw new WireException(field + " of " + count + " entries, largest is " + max);
        }
        return count;
    }

    private static int checked(String field, int length, int maxBytes) {
        if (length == Utf8.UNPAIRED) {
            throw new WireException(field + " has unpaired surrogates");
        }
        if (length > maxBytes) {
            throw new WireException(field + " of " + length + " bytes, largest is " + maxBytes);
        }
        return length;
    }

    /** Size of a part of a body. */
    static int sizeOfPart(ByteBuffer bytes) {
        if (bytes.remaining() > Limits.MAX_PART_BYTES) {
            throw new WireException("part of " + bytes.remaining() + " bytes, largest is " + Limits.MAX_PART_BYTES);
        }
        return bytes.remaining();
    }
}
