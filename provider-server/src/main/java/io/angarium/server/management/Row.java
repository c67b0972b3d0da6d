package io.angarium.server.management;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds one row of an answer, columns in the order of display; what is null is left out. */
public final class Row {
    private final Map<String, Object> columns = new LinkedHashMap<>();

    /** An empty row. */
    public Row() {}

    /** Adds a column, unless the value is null. */
    public Row put(String name, @Nullable Object value) {
        if (value != null) {
            columns.put(name, value);
        }
        return this;
    }

    /** The columns. */
    public Map<String, Object> map() {
        return columns;
    }
}
