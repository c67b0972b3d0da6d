package io.angarium.server.tool;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A message property from the command line: {@code name=text}, or with a type {@code name:int=5}.
 *
 * @param value a Boolean, Byte, Short, Integer, Long, Float, Double or String
 */
record PropertyArgument(String name, Object value) {
    private static final List<String> TYPES =
            List.of("string", "boolean", "byte", "short", "int", "long", "float", "double");

    void setOn(Message message) throws JMSException {
        message.setObjectProperty(name, value);
    }

    /**
     * Parses the form above.
     *
     * @throws IllegalArgumentException with a line that says what is wrong
     */
    static PropertyArgument parse(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("'" + text + "' is not name=value or name:type=value");
        }
        String left = text.substring(0, equals);
        String right = text.substring(equals + 1);
        int colon = left.indexOf(':');
        if (colon < 0) {
            return new PropertyArgument(left, right);
        }
        String type = left.substring(colon + 1).toLowerCase(Locale.ROOT);
        try {
            return new PropertyArgument(left.substring(0, colon), typed(type, right));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + right + "' is not of type " + type + " (in '" + text + "')", e);
        }
    }

    private static Object typed(String type, String value) {
        return switch (type) {
            case "string" -> value;
            case "boolean" -> truth(value);
            case "byte" -> Byte.valueOf(value);
            case "short" -> Short.valueOf(value);
            case "int" -> Integer.valueOf(value);
            case "long" -> Long.valueOf(value);
            case "float" -> Float.valueOf(value);
            case "double" -> Double.valueOf(value);
            default ->
                throw new IllegalArgumentException("unknown property type " + type
                        + Nearest.of(type, TYPES)
                                .map(near -> ", did you mean " + near + "?")
                                .orElse("; there are " + String.join(", ", TYPES)));
        };
    }

    private static Boolean truth(String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new NumberFormatException("neither true nor false");
        }
        return Boolean.valueOf(value);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<PropertyArgument> {
        @Override
        public PropertyArgument convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
