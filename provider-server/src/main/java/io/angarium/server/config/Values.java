package io.angarium.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping says of keys that are known: each is asked for by its key, and what is not said has its value of the defaults. One thread.
 *
 * @param <S> the settings that the keys are parts of
 */
final class Values<S> {
    private final S defaults;
    private final String prefix;
    private final References references;
    private final Level known = new Level();
    private final Map<Key<S, ?>, Found> found = new LinkedHashMap<>();
    private final Map<String, Node.Mapping> open = new LinkedHashMap<>();

    /** Names at one depth: of keys, of further levels, or, being null, of mappings that somebody else reads. */
    private static final class Level {
        private final Map<String, @Nullable Object> names = new LinkedHashMap<>();
    }

    /** A value that was said, and by whom. */
    private record Found(Object value, Place place, String origin, boolean secret) {}

    private Values(S defaults, String prefix, References references) {
        this.defaults = defaults;
        this.prefix = prefix;
        this.references = references;
    }

    /**
     * Reads a mapping.
     *
     * @param defaults what holds for keys that are not there
     * @param prefix before the paths of keys in messages
     * @param keys all that may be there
     * @param elsewhere names at the top whose mappings are not read here: {@link #open}
     * @throws ConfigException at the first thing that makes no sense
     */
    static <S> Values<S> read(
            Node.Mapping mapping,
            S defaults,
            String prefix,
            List<Key<S, ?>> keys,
            List<String> elsewhere,
            References references) {
        Values<S> values = new Values<>(defaults, prefix, references);
        keys.forEach(values::know);
        elsewhere.forEach(name -> values.known.names.put(name, null));
        values.read(mapping, "", values.known);
        return values;
    }

    private void know(Key<S, ?> key) {
        Level level = known;
        String[] names = key.path().split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            level = (Level) level.names.computeIfAbsent(names[i], name -> new Level());
        }
        level.names.put(names[names.length - 1], key);
    }

    private void read(Node.Mapping mapping, String path, Level level) {
        mapping.entries().forEach((name, entry) -> {
            if (!level.names.containsKey(name)) {
                throw unknown(name, entry.key(), List.copyOf(level.names.keySet()));
            }
            Object what = level.names.get(name);
            if (what instanceof Key<?, ?>) {
                @SuppressWarnings("unchecked")
                Key<S, ?> key = (Key<S, ?>) what;
                found.put(key, value(key, entry.value()));
                return;
            }
            Node.Mapping below = mapping(entry.value(), prefix + path + name);
            if (what instanceof Level next) {
                read(below, path + name + ".", next);
            } else {
                open.put(name, below);
            }
        });
    }

    private static ConfigException unknown(String name, Place place, List<String> known) {
        String near = Nearest.of(name, known);
        return place.error("unknown key \"" + name + "\""
                + (near == null ? "; known here: " + String.join(", ", known) : " (did you mean \"" + near + "\"?)"));
    }

    /** A mapping; nothing at all is an empty one. */
    static Node.Mapping mapping(Node node, String path) {
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        if (node instanceof Node.Scalar scalar && scalar.text().isEmpty()) {
            return new Node.Mapping(node.place(), Map.of());
        }
        throw node.place().error(path + " takes keys with values, not a value");
    }

    private Found value(Key<S, ?> key, Node node) {
        String what = "not " + (node instanceof Node.Mapping ? "keys with values" : "a list");
        if (node instanceof Node.Scalar scalar) {
            References.Resolved resolved = references.resolve(scalar);
            Object value = key.kind().reading().apply(resolved.text());
            if (value != null) {
                return new Found(value, scalar.place(), resolved.origin(), resolved.secret());
            }
            what = resolved.secret() ? "not what is in there" : "not \"" + resolved.text() + "\"";
        }
        throw node.place().error(prefix + key.path() + " takes " + key.kind().takes() + ", " + what);
    }

    /** What holds for a key. */
    @SuppressWarnings("unchecked") // it was put there by value(key, …)
    <T> T get(Key<S, T> key) {
        Found said = found.get(key);
        return said == null ? key.in().apply(defaults) : (T) said.value();
    }

    /** Whether the mapping says something of a key. */
    boolean says(Key<S, ?> key) {
        return found.containsKey(key);
    }

    /** A mapping that somebody else reads; empty if it is not there. */
    Map<String, Node.Entry> open(String name) {
        Node.Mapping mapping = open.get(name);
        return mapping == null ? Map.of() : mapping.entries();
    }

    /**
     * Refuses values that do not go together.
     *
     * @throws ConfigException at the first of the keys that was said, unless it holds
     */
    @SafeVarargs
    final void require(boolean holds, String problem, Key<S, ?>... concerned) {
        for (Key<S, ?> key : concerned) {
            Found said = found.get(key);
            if (!holds && said != null) {
                throw said.place().error(problem);
            }
        }
    }

    /** All that was said, in the order of the file, and for the others the default. */
    List<Setting> settings(List<Key<S, ?>> keys) {
        List<Setting> all = new ArrayList<>();
        keys.forEach(key -> all.add(setting(key)));
        return all;
    }

    private <T> Setting setting(Key<S, T> key) {
        Found said = found.get(key);
        String standard = key.standard() == null ? key.written(defaults) : key.standard();
        String value = said != null && said.secret()
                ? "(secret)"
                : key.kind().writing().apply(get(key));
        return new Setting(
                prefix + key.path(),
                value,
                standard,
                said == null ? Setting.DEFAULT : said.place() + said.origin(),
                key.kind().takes(),
                key.meaning());
    }
}
