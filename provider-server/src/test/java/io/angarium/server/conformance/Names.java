package io.angarium.server.conformance;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** What the API enumerates. */
final class Names {
    private Names() {}

    static List<Object> of(Enumeration<?> enumeration) {
        List<Object> names = new ArrayList<>();
        enumeration.asIterator().forEachRemaining(names::add);
        return names;
    }
}
