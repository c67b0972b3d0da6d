package io.angarium.server.config;

import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.server.selector.InvalidSelectorException;
import io.angarium.server.selector.Selector;
import io.angarium.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys below {@code routes}, and the rules that they make. No state. */
final class RouteKeys {
    /** The key whose own keys are names of rules. */
    static final String ROUTES = "routes";

    /** What is said of one rule. */
    private record Said(String from, String where, String to, boolean keep) {}

    private static final Said STANDARD = new Said("", "", "", true);

    private static final Key<Said, String> FROM =
            key("from", Kind.text(), Said::from, "pattern of the names of the destinations that messages are sent to");
    private static final Key<Said, String> WHERE =
            key("where", Kind.text(), Said::where, "message selector: only those that match; all if it is left out");
    private static final Key<Said, String> TO = key(
            "to",
            Kind.text(),
            Said::to,
            "where they go: names with commas between, of queues, or of topics with `topic:` in front");
    private static final Key<Said, Boolean> KEEP =
            key("keep", Kind.bool(), Said::keep, "`false`: they are not where they were sent to, only where they go");

    private static final List<Key<Said, ?>> ALL = List.of(FROM, WHERE, TO, KEEP);

    private RouteKeys() {}

    private static <T> Key<Said, T> key(String name, Kind<T> kind, Function<Said, T> in, String meaning) {
        return new Key<>(name, kind, in, null, meaning);
    }

    /** What may be said of a rule. */
    static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (Key<Said, ?> key : ALL) {
            String written = key.written(STANDARD);
            String value = written.isEmpty() ? "(none)" : written;
            settings.add(new Setting(
                    key.path(), value, value, Setting.DEFAULT, key.kind().takes(), key.meaning()));
        }
        return settings;
    }

    /**
     * The rules of a file.
     *
     * @param rules what stands below {@code routes}
     * @param said takes every setting that is said, for people
     * @throws ConfigException at the first thing that makes no sense
     */
    static Routes routes(Map<String, Node.Entry> rules, References references, List<Setting> said) {
        List<Route> all = new ArrayList<>();
        rules.forEach((name, entry) -> {
            Node.Mapping mapping = Values.mapping(entry.value(), ROUTES + "." + name);
            Values<Said> values = Values.read(mapping, STANDARD, path(name), ALL, List.of(), references);
            said.addAll(values.settings(ALL.stream().filter(values::says).toList()));
            try {
                all.add(new Route(
                        name,
                        NamePattern.of(required(values, FROM)),
                        values.says(WHERE) ? Selector.parse(values.get(WHERE)) : null,
                        places(required(values, TO)),
                        values.get(KEEP)));
            } catch (IllegalArgumentException | InvalidSelectorException e) {
                throw new ConfigException(entry.key() + ": in " + ROUTES + "." + name + ": " + e.getMessage(), e);
            }
            String loop = new Routes(all).loop();
            if (loop != null) {
                throw new ConfigException(
                        entry.key() + ": the rules " + loop
                                + " lead messages round for ever; let one of them go elsewhere, or have a narrower \"from\"",
                        null);
            }
        });
        return new Routes(List.copyOf(all));
    }

    private static String required(Values<Said> values, Key<Said, String> key) {
        if (!values.says(key)) {
            throw new IllegalArgumentException("\"" + key.path() + "\" is missing");
        }
        return values.get(key);
    }

    private static List<Route.Place> places(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(RouteKeys::place)
                .toList();
    }

    private static Route.Place place(String text) {
        Route.Place place = Route.Place.of(text);
        String name = place.name();
        if (name.isBlank()
                || name.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES
                || NamePattern.wild(name)) {
            throw new IllegalArgumentException("\"" + text + "\" is no destination that messages can go to");
        }
        return place;
    }

    /** What stands in front of the keys of a rule. */
    static String path(String rule) {
        return ROUTES + "." + rule + ".";
    }

    /** What a rule says, as it is written. */
    static Map<String, String> written(Route route) {
        Map<String, String> written = new LinkedHashMap<>();
        written.put(FROM.path(), route.from().toString());
        if (route.where() != null) {
            written.put(WHERE.path(), route.where().text());
        }
        written.put(TO.path(), route.written());
        written.put(KEEP.path(), String.valueOf(route.keep()));
        return written;
    }
}
