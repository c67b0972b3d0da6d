package io.angarium.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds one property in an encoded message without building a map: for selectors, which look at few properties of many messages.
 * Stateless.
 */
public final class PropertyFinder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private PropertyFinder() {}

    /**
     * The value of a property.
     *
     * @param name in UTF-8
     * @return the value as its box, a String or a byte[]; null if there is no such property or its value is null
     * @throws WireException if the properties section is malformed, as far as it was looked at
     */
    public static @Nullable Object find(EncodedMessage message, byte[] name) {
        int length = message.propertiesLength();
        if (length == 0) {
            return null;
        }
        byte[] bytes = message.array();
        int at = message.propertiesOffset();
        int end = at + length;
        need(at, 2, end);
        int count = u16(bytes, at);
        at += 2;
        for (int i = 0; i < count; i++) {
            need(at, 2, end);
            int nameLength = u16(bytes, at);
            at += 2;
            need(at, nameLength + 1, end);
            int valueAt = at + nameLength;
            int valueEnd = endOfValue(bytes, valueAt, end);
            if (nameLength == name.length && Arrays.equals(bytes, at, valueAt, name, 0, nameLength)) {
                return value(bytes, valueAt, valueEnd);
            }
            at = valueEnd;
        }
        return null;
    }

    /** Where the value ends whose type byte, known to be there, is at {@code at}. */
    private static int endOfValue(byte[] bytes, int at, int end) {
        int code = bytes[at] & 0xFF;
        int size;
        if (code < TypedValues.STRING) {
            size = 1 + TypedValues.fixedBytes(code);
        } else if (code <= TypedValues.STRING_UTF16) {
            need(at + 1, 4, end);
            int content = (int) INT.get(bytes, at + 1);
            if (content < 0 || content > end - at - 5) {
                throw malformed(at);
            }
            return at + 5 + content;
        } else {
            throw malformed(at);
        }
        need(at, size, end);
        return at + size;
    }

    private static @Nullable Object value(byte[] bytes, int at, int end) {
        int content = at + 1;
        return switch (bytes[at]) {
            case TypedValues.BOOLEAN -> bytes[content] != 0;
            case TypedValues.INTEGER -> (int) INT.get(bytes, content);
            case TypedValues.LONG -> (long) LONG.get(bytes, content);
            case TypedValues.DOUBLE -> Double.longBitsToDouble((long) LONG.get(bytes, content));
            default -> TypedValues.read(new WireInput(bytes, at, end - at, "property"), "value");
        };
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private static void need(int at, int count, int end) {
        if (count > end - at) {
            throw malformed(at);
        }
    }

    private static WireException malformed(int at) {
        return new WireException("message properties malformed at byte " + at);
    }
}
