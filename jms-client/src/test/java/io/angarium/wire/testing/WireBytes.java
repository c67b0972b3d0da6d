package io.angarium.wire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * Writes protocol bytes by hand, from the rules of {@code docs/protocol.md} and with nothing of the product's codec, so that a mistake of
 * that codec cannot cancel itself out. It writes whatever it is told, wrong things too.
 */
public final class WireBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An empty stretch of bytes. */
    public static WireBytes bytes() {
        return new WireBytes();
    }

    /** A frame begun with its type; {@link #payload} and {@link #frame} end it. */
    public static WireBytes type(int type) {
        return bytes().u8(type);
    }

    /** A HELLO that a broker accepts: anonymous, without a client identifier. */
    public static WireBytes hello() {
        WireBytes hello = type(0x01).raw("ANGR".getBytes(UTF_8)).u16(1).u16(1).i64(0);
        return hello.i64(1).i64(2).i32(0).nullString().nullString().nullString().string("by hand");
    }

    public WireBytes u8(int value) {
        out.write(value);
        return this;
    }

    public WireBytes u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public WireBytes i32(int value) {
        return u16(value >>> 16).u16(value);
    }

    public WireBytes i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    public WireBytes uuid(UUID value) {
        return i64(value.getMostSignificantBits()).i64(value.getLeastSignificantBits());
    }

    public WireBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public WireBytes raw(WireBytes bytes) {
        return raw(bytes.payload());
    }

    public WireBytes hex(String digits) {
        return raw(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    /** {@code u16 length + UTF-8}. */
    public WireBytes string(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return u16(utf8.length).raw(utf8);
    }

    /** The absent string. */
    public WireBytes nullString() {
        return u16(0xFFFF);
    }

    /** A string that may be absent. */
    public WireBytes nullableString(String text) {
        return text == null ? nullString() : string(text);
    }

    /** One typed value. */
    public WireBytes value(Object value) {
        if (value == null) {
            return u8(0);
        } else if (value instanceof Boolean flag) {
            return u8(1).u8(flag ? 1 : 0);
        } else if (value instanceof Byte number) {
            return u8(2).u8(number);
        } else if (value instanceof Short number) {
            return u8(3).u16(number);
        } else if (value instanceof Character letter) {
            return u8(4).u16(letter);
        } else if (value instanceof Integer number) {
            return u8(5).i32(number);
        } else if (value instanceof Long number) {
            return u8(6).i64(number);
        } else if (value instanceof Float number) {
            return u8(7).i32(Float.floatToIntBits(number));
        } else if (value instanceof Double number) {
            return u8(8).i64(Double.doubleToLongBits(number));
        } else if (value instanceof byte[] bytes) {
            return u8(10).i32(bytes.length).raw(bytes);
        }
        return text((String) value);
    }

    private WireBytes text(String text) {
        if (UTF_8.newEncoder().canEncode(text)) {
            byte[] utf8 = text.getBytes(UTF_8);
            return u8(9).i32(utf8.length).raw(utf8);
        }
        u8(11).i32(2 * text.length());
        text.chars().forEach(this::u16);
        return this;
    }

    /** Entries of name and typed value, without a count. */
    public WireBytes entries(Map<String, Object> entries) {
        entries.forEach((name, value) -> string(name).value(value));
        return this;
    }

    /** What has been written. */
    public byte[] payload() {
        return out.toByteArray();
    }

    /** What has been written, as the payload of a frame for a decoder. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(payload());
    }

    /** What has been written, behind its length: a frame for a socket. */
    public byte[] frame() {
        byte[] payload = payload();
        return bytes().i32(payload.length).raw(payload).payload();
    }
}
