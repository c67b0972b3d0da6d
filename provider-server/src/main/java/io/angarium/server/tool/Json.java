package io.angarium.server.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON for {@code --json}: one value a line. Uses the generator alone, which starts quickly. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes one value. */
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    /** What a writer wrote, without a line break. */
    static String line(Writer writer) throws IOException {
        return line(writer, 0);
    }

    /** The same with every surrogate as an escape, so that one without its other half is not lost where the line becomes UTF-8. */
    static String exactLine(Writer writer) throws IOException {
        return line(writer, Character.MIN_SURROGATE - 1);
    }

    private static String line(Writer writer, int highestUnescaped) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setHighestNonEscapedChar(highestUnescaped);
            writer.write(json);
        }
        return text.toString();
    }

    /** A value and what it holds: maps, lists, numbers, truth values, bytes as base64, null, anything else as its text. */
    static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else {
            scalar(json, value);
        }
    }

    private static void scalar(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(value instanceof byte[] bytes ? base64(bytes) : String.valueOf(value));
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
