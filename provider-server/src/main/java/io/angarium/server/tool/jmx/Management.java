package io.angarium.server.tool.jmx;

import java.util.List;
import java.util.Map;

/** Asks the broker, as the commands do. Any thread. */
@FunctionalInterface
public interface Management {

    /**
     * Carries out one operation.
     *
     * @return the rows of the answer
     * @throws IllegalStateException if the broker refuses, in one line for people
     */
    List<Map<String, Object>> ask(String operation, Map<String, Object> arguments);
}
