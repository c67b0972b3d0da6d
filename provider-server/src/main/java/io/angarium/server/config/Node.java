package io.angarium.server.config;

import java.util.Map;

/** What a YAML file holds, with the places of everything. */
sealed interface Node {

    /** Where it begins. */
    Place place();

    /** A value: its text, which the reader of the key makes sense of. */
    record Scalar(Place place, String text) implements Node {}

    /** Keys with their values, in the order of the file. */
    record Mapping(Place place, Map<String, Entry> entries) implements Node {}

    /** A list; no key takes one yet. */
    record Sequence(Place place) implements Node {}

    /** A key's value, and where the key stands. */
    record Entry(Place key, Node value) {}
}
