package io.angarium.server.management;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One management request.
 *
 * @param operation for instance {@code queue.list}
 * @param arguments by name
 */
public record ManagementRequest(String operation, Map<String, Object> arguments) {

    /**
     * A text argument.
     *
     * @throws IllegalArgumentException if it is missing, blank or no text
     */
    public String required(String name) {
        String value = optional(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(operation + " needs the argument '" + name + "'");
        }
        return value;
    }

    /**
     * A text argument that may be missing.
     *
     * @throws IllegalArgumentException if it is no text
     */
    public @Nullable String optional(String name) {
        Object value = arguments.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("argument '" + name + "' of " + operation + " must be a text");
        }
        return (String) value;
    }
}
