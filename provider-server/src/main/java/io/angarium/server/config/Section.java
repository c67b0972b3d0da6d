package io.angarium.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file while it is read: each key is asked for once, with its default, and what nobody asked for is an error. One thread.
 */
final class Section {
    private final String path;
    private final Node.Mapping mapping;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    private Section(String path, Node.Mapping mapping) {
        this.path = path;
        this.mapping = mapping;
    }

    /** The whole file. */
    static Section root(Node.Mapping mapping) {
        return new Section("", mapping);
    }

    /** The mapping below a key, empty if it is not there. */
    Section section(String key) {
        known.add(key);
        Node.Entry entry = mapping.entries().get(key);
        Node.Mapping below = new Node.Mapping(mapping.place(), Map.of());
        if (entry != null) {
            if (entry.value() instanceof Node.Mapping value) {
                below = value;
            } else if (!(entry.value() instanceof Node.Scalar empty
                    && empty.text().isEmpty())) {
                throw entry.value().place().error(name(key) + " takes keys with values, not a value");
            }
        }
        Section section = new Section(name(key) + ".", below);
        sections.put(key, section);
        return section;
    }

    /** A text that is not empty. */
    String text(String key, String otherwise) {
        return value(key, otherwise, text -> text.isEmpty() ? null : text, "a text");
    }

    /** A whole number within bounds. */
    int integer(String key, int otherwise, int min, int max) {
        return value(
                key,
                otherwise,
                text -> {
                    Long number = Units.number(text);
                    return number == null || number < min || number > max ? null : number.intValue();
                },
                "a whole number from " + min + " to " + max);
    }

    /** True or false. */
    boolean bool(String key, boolean otherwise) {
        return value(
                key,
                otherwise,
                text -> switch (text) {
                    case "true" -> Boolean.TRUE;
                    case "false" -> Boolean.FALSE;
                    default -> null;
                },
                "true or false");
    }

    /** A time span. */
    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        return value(
                key,
                otherwise,
                text -> {
                    Duration duration = Units.duration(text);
                    boolean good = duration != null && duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
                    return good ? duration : null;
                },
                "a time span with its unit (ms, s, min or h) from " + Units.text(min) + " to " + Units.text(max));
    }

    /** A size in bytes. */
    long bytes(String key, long otherwise, long min, long max) {
        return value(
                key,
                otherwise,
                text -> {
                    Long bytes = Units.bytes(text);
                    return bytes == null || bytes < min || bytes > max ? null : bytes;
                },
                "a size with its unit (B, KiB, MiB or GiB) from " + Units.text(min) + " to " + Units.text(max));
    }

    /** A size in bytes, or a share of something. */
    long bytesOrShare(String key, long otherwise, long whole, String of) {
        return value(
                key,
                otherwise,
                text -> {
                    Long share = Units.percent(text);
                    Long bytes = share == null ? Units.bytes(text) : Long.valueOf(whole / 100 * share);
                    return bytes == null || bytes <= 0 ? null : bytes;
                },
                "a size with its unit (B, KiB, MiB or GiB) or a percentage of " + of);
    }

    /**
     * All keys have been asked for.
     *
     * @throws ConfigException at the first one that is not known
     */
    void end() {
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String near = Nearest.of(key, known);
                throw entry.key()
                        .error("unknown key \"" + key + "\""
                                + (near == null
                                        ? "; known here: " + String.join(", ", known)
                                        : " (did you mean \"" + near + "\"?)"));
            }
        });
        sections.values().forEach(Section::end);
    }

    private <T> T value(String key, T otherwise, Function<String, @Nullable T> reading, String expected) {
        known.add(key);
        Node.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return otherwise;
        }
        String found = "not " + (entry.value() instanceof Node.Mapping ? "keys with values" : "a list");
        if (entry.value() instanceof Node.Scalar scalar) {
            T value = reading.apply(scalar.text());
            if (value != null) {
                return value;
            }
            found = "not \"" + scalar.text() + "\"";
        }
        throw entry.value().place().error(name(key) + " takes " + expected + ", " + found);
    }

    private String name(String key) {
        return path + key;
    }
}
