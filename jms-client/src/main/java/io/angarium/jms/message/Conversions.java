package io.angarium.jms.message;

import jakarta.jms.MessageFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The conversion table of properties, map entries and stream elements: Jakarta Messaging 3.1 sections 3.5.4 and 3.11.3. A null value
 * converts as a null String would, which is why missing numbers end in a {@link NumberFormatException} and missing floating numbers in a
 * {@link NullPointerException}. Pure functions.
 */
final class Conversions {
    private Conversions() {}

    static boolean toBoolean(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Boolean b) {
            return b;
        } else if (value == null || value instanceof String) {
            return Boolean.parseBoolean((String) value);
        }
        throw refused(value, "boolean");
    }

    static byte toByte(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Byte b) {
            return b;
        } else if (value == null || value instanceof String) {
            return Byte.parseByte((String) value);
        }
        throw refused(value, "byte");
    }

    static short toShort(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).shortValue();
        } else if (value == null || value instanceof String) {
            return Short.parseShort((String) value);
        }
        throw refused(value, "short");
    }

    static char toChar(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Character c) {
            return c;
        } else if (value == null) {
            throw new NullPointerException("a null value has no conversion to char");
        }
        throw refused(value, "char");
    }

    static int toInt(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).intValue();
        } else if (value == null || value instanceof String) {
            return Integer.parseInt((String) value);
        }
        throw refused(value, "int");
    }

    static long toLong(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        } else if (value == null || value instanceof String) {
            return Long.parseLong((String) value);
        }
        throw refused(value, "long");
    }

    static float toFloat(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Float f) {
            return f;
        } else if (value instanceof String s) {
            return Float.parseFloat(s);
        } else if (value == null) {
            throw new NullPointerException("a null value has no conversion to float");
        }
        throw refused(value, "float");
    }

    static double toDouble(@Nullable Object value) throws MessageFormatException {
        if (value instanceof Float || value instanceof Double) {
            return ((Number) value).doubleValue();
        } else if (value instanceof String s) {
            return Double.parseDouble(s);
        } else if (value == null) {
            throw new NullPointerException("a null value has no conversion to double");
        }
        throw refused(value, "double");
    }

    static @Nullable String toText(@Nullable Object value) throws MessageFormatException {
        if (value instanceof byte[]) {
            throw refused(value, "String");
        }
        return value == null ? null : value.toString();
    }

    static byte @Nullable [] toBytes(@Nullable Object value) throws MessageFormatException {
        if (value == null) {
            return null;
        } else if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw refused(value, "byte[]");
    }

    /** A value that a property may hold: a wrapper of a primitive but char, a String, or null. */
    static @Nullable Object property(@Nullable Object value) throws MessageFormatException {
        if (value == null
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double
                || value instanceof String) {
            return value;
        }
        throw new MessageFormatException(
                "a property cannot hold a " + value.getClass().getName());
    }

    /** A value that a map entry or stream element may hold: that of a property, a Character or a byte array, which is copied. */
    static @Nullable Object element(@Nullable Object value) throws MessageFormatException {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof Character) {
            return value;
        }
        try {
            return property(value);
        } catch (MessageFormatException e) {
            throw new MessageFormatException("a message body cannot hold a "
                    + (value == null ? "null" : value.getClass().getName()));
        }
    }

    private static MessageFormatException refused(Object value, String wanted) {
        return new MessageFormatException(
                "a " + value.getClass().getSimpleName() + " value does not convert to " + wanted);
    }
}
