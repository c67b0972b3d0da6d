package io.angarium.server.selector;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts out of maps. */
final class MapFacts implements Facts {
    private final Map<String, Object> properties = new HashMap<>();
    private final Map<Header, Object> headers = new EnumMap<>(Header.class);

    MapFacts with(String name, Object value) {
        properties.put(name, value);
        return this;
    }

    MapFacts with(Header header, Object value) {
        headers.put(header, value);
        return this;
    }

    @Override
    public @Nullable Object property(PropertyName name) {
        return properties.get(name.text());
    }

    @Override
    public @Nullable Object header(Header header) {
        return headers.get(header);
    }
}
