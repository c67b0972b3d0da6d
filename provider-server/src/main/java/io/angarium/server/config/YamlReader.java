package io.angarium.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads YAML text into nodes. One use, one thread. */
final class YamlReader {
    private static final int MAX_DEPTH = 32;

    private final String file;
    private final JsonParser parser;

    private YamlReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * The mapping that a text holds; an empty text is an empty mapping.
     *
     * @param file for messages
     * @throws ConfigException if it is not YAML, or not a mapping
     */
    static Node.Mapping read(String file, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            YamlReader reader = new YamlReader(file, parser);
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new Node.Mapping(new Place(file, 1, 1), Map.of());
            }
            if (reader.node(first, 0) instanceof Node.Mapping mapping) {
                return mapping;
            }
            throw new Place(file, 1, 1).error("expected keys with values");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            Place place = at == null ? new Place(file, 1, 1) : new Place(file, at.getLineNr(), at.getColumnNr());
            throw new ConfigException(place + ": not valid YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        }
    }

    private Node node(JsonToken token, int depth) throws IOException {
        Place place = place();
        if (depth > MAX_DEPTH) {
            throw place.error("nested too deeply");
        }
        if (token == JsonToken.START_OBJECT) {
            return mapping(place, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            parser.skipChildren();
            return new Node.Sequence(place);
        }
        return new Node.Scalar(place, token == JsonToken.VALUE_NULL ? "" : parser.getText());
    }

    private Node.Mapping mapping(Place place, int depth) throws IOException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Place key = place();
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (entries.put(name, new Node.Entry(key, node(value, depth + 1))) != null) {
                throw key.error("key \"" + name + "\" is there twice");
            }
        }
        return new Node.Mapping(place, entries);
    }

    private Place place() {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(file, at.getLineNr(), at.getColumnNr());
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
