package io.angarium.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strict UTF-8: a string with unpaired surrogates has no encoding here, and malformed bytes have no string. Stateless.
 */
final class Utf8 {
    /** Returned where a string has unpaired surrogates. */
    static final int UNPAIRED = -1;

    private static final int REPLACEMENT = 0xFFFD;

    private Utf8() {}

    /** Length of the encoding in bytes, or {@link #UNPAIRED}. */
    static int length(String text) {
        int ascii = asciiPrefix(text);
        long bytes = ascii;
        int i = ascii;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (isUnpaired(point)) {
                return UNPAIRED;
            }
            bytes += size(point);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw new WireException("string of " + bytes + " bytes");
        }
        return (int) bytes;
    }

    /**
     * Writes the encoding into an array that has room for it (three bytes a char always suffice).
     *
     * @return the position after it, or {@link #UNPAIRED}
     */
    static int encode(String text, byte[] into, int at) {
        int chars = text.length();
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return encodeWide(text, i, into, at + i);
            }
            into[at + i] = (byte) c;
        }
        return at + chars;
    }

    private static int encodeWide(String text, int from, byte[] into, int at) {
        int p = at;
        int i = from;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point < 0x80) {
                into[p++] = (byte) point;
            } else if (isUnpaired(point)) {
                return UNPAIRED;
            } else {
                int size = size(point);
                encodePoint(point, size, into, p);
                p += size;
            }
        }
        return p;
    }

    /** Writes a code point of 2 to 4 bytes, six bits at a time from the end. */
    private static void encodePoint(int point, int size, byte[] into, int at) {
        int rest = point;
        for (int p = at + size - 1; p > at; p--) {
            into[p] = (byte) (0x80 | (rest & 0x3F));
            rest >>= 6;
        }
        into[at] = (byte) (0xF00 >> size | rest);
    }

    private static int size(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }

    private static boolean isUnpaired(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static int asciiPrefix(String text) {
        int chars = text.length();
        int i = 0;
        while (i < chars && text.charAt(i) < 0x80) {
            i++;
        }
        return i;
    }

    /** True if the string has surrogates that are not in pairs, so that UTF-8 cannot carry it. */
    static boolean hasUnpaired(String text) {
        int i = asciiPrefix(text);
        while (i < text.length()) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (isUnpaired(point)) {
                return true;
            }
        }
        return false;
    }

    /** The string of these bytes, or null if they are malformed. */
    static @Nullable String decode(byte[] from, int offset, int length) {
        String text = new String(from, offset, length, UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        // Either the replacement character itself was sent, or the decoder put it in for something malformed.
        byte[] again = text.getBytes(UTF_8);
        return Arrays.equals(again, 0, again.length, from, offset, offset + length) ? text : null;
    }

    /** Whether these bytes are well formed; allocates nothing if they are ASCII. */
    static boolean valid(byte[] from, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (from[i] < 0) {
                return decode(from, offset, length) != null;
            }
        }
        return true;
    }

    /** Writes {@code u16 length + UTF-8}, at most 65534 bytes, and returns the number of bytes of UTF-8, or {@link #UNPAIRED}. */
    static int put(String text, ByteBuffer out) {
        int at = out.position();
        int chars = text.length();
        out.putShort((short) 0);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return putEncoded(text, out.position(at));
            }
            out.put((byte) c);
        }
        out.putShort(at, (short) chars);
        return chars;
    }

    private static int putEncoded(String text, ByteBuffer out) {
        byte[] bytes = new byte[3 * text.length()];
        int length = encode(text, bytes, 0);
        if (length != UNPAIRED) {
            out.putShort((short) length).put(bytes, 0, length);
        }
        return length;
    }

    /** A text for people, made fit for the wire: unpaired surrogates become question marks, and what is beyond the limit is cut off. */
    static String fit(String text, int maxBytes) {
        if (text.length() * 3L <= maxBytes && !hasUnpaired(text)) {
            return text;
        }
        byte[] bytes = text.substring(0, Math.min(text.length(), maxBytes)).getBytes(UTF_8);
        int end = Math.min(bytes.length, maxBytes);
        while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, UTF_8);
    }
}
