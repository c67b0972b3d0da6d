package io.angarium.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conversion table of sections 3.5.4 and 3.11.3, cell by cell, for properties, map entries and stream elements. */
class ConversionTableTest {
    private static final Map<String, Object> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("boolean", true);
        VALUES.put("byte", (byte) 1);
        VALUES.put("short", (short) 1);
        VALUES.put("char", '1');
        VALUES.put("int", 1);
        VALUES.put("long", 1L);
        VALUES.put("float", 1f);
        VALUES.put("double", 1d);
        VALUES.put("String", "1");
        VALUES.put("bytes", new byte[] {1});
    }

    /** Reads a value as a type. */
    private static Object read(StreamCursor.Conversion<Object> conversion, Object value) throws JMSException {
        return conversion.of(value);
    }

    private static StreamCursor.Conversion<Object> conversion(String type) {
        return switch (type) {
            case "boolean" -> Conversions::toBoolean;
            case "byte" -> Conversions::toByte;
            case "short" -> Conversions::toShort;
            case "char" -> Conversions::toChar;
            case "int" -> Conversions::toInt;
            case "long" -> Conversions::toLong;
            case "float" -> Conversions::toFloat;
            case "double" -> Conversions::toDouble;
            case "String" -> Conversions::toText;
            default -> Conversions::toBytes;
        };
    }

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "boolean, boolean String",
        "byte, byte short int long String",
        "short, short int long String",
        "char, char String",
        "int, int long String",
        "long, long String",
        "float, float double String",
        "double, double String",
        "String, boolean byte short int long float double String",
        "bytes, bytes",
    })
    void eachTypeIsReadAsTheTableSaysAndAsNothingElse(String written, String readable) throws JMSException {
        Object value = VALUES.get(written);
        for (String type : VALUES.keySet()) {
            if (java.util.List.of(readable.split(" ")).contains(type)) {
                assertThat(read(conversion(type), value)).as(type).isNotNull();
            } else {
                assertThatThrownBy(() -> read(conversion(type), value))
                        .as(type)
                        .isInstanceOf(MessageFormatException.class);
            }
        }
    }

    @Test
    void nullIsReadAsANullStringWouldBe() throws JMSException {
        assertThat(Conversions.toBoolean(null)).isFalse();
        assertThat(Conversions.toText(null)).isNull();
        assertThat(Conversions.toBytes(null)).isNull();
        for (String type : new String[] {"byte", "short", "int", "long"}) {
            assertThatThrownBy(() -> read(conversion(type), null)).isInstanceOf(NumberFormatException.class);
        }
        for (String type : new String[] {"float", "double", "char"}) {
            assertThatThrownBy(() -> read(conversion(type), null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void aStringThatIsNoNumberIsANumberFormatException() {
        for (String type : new String[] {"byte", "short", "int", "long", "float", "double"}) {
            assertThatThrownBy(() -> read(conversion(type), "x")).isInstanceOf(NumberFormatException.class);
        }
    }
}
