package io.angarium.server.config;

import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file. All keys are optional; they are described by {@link BrokerKeys} and in {@code docs/configuration.md}, which is made
 * of the same table.
 */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * What a configuration says.
     *
     * @param broker the settings that it makes
     * @param settings all keys, in the order of the documentation, with where their values come from; of those below {@code destinations} the ones that are said
     */
    public record Content(BrokerSettings broker, List<Setting> settings) {}

    /**
     * Reads a configuration.
     *
     * @param data the broker's data folder
     * @throws ConfigException if it cannot be read or says something that makes no sense
     */
    public static BrokerSettings read(Path file, Path data) {
        return content(file, data).broker();
    }

    /**
     * Reads a configuration, with where everything comes from.
     *
     * @param file null for none: the defaults
     * @param data the broker's data folder
     * @throws ConfigException if it cannot be read or says something that makes no sense
     */
    public static Content content(@Nullable Path file, Path data) {
        if (file == null) {
            Node.Mapping nothing = new Node.Mapping(new Place("", 1, 1), Map.of());
            return parse(nothing, data, new References(System::getenv, data));
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            Path parent = file.toAbsolutePath().getParent();
            References references = new References(System::getenv, parent == null ? file.toAbsolutePath() : parent);
            return parse(YamlReader.read(file.toString(), text), data, references);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no configuration file " + file, e);
        } catch (CharacterCodingException e) {
            throw new ConfigException("the configuration file " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration file " + file + ": " + e, e);
        }
    }

    static Content parse(String file, String text, Path data, UnaryOperator<@Nullable String> environment) {
        return parse(YamlReader.read(file, text), data, new References(environment, data));
    }

    private static Content parse(Node.Mapping file, Path data, References references) {
        Values<BrokerSettings> values = Values.read(
                file,
                BrokerSettings.in(data),
                "",
                BrokerKeys.ALL,
                List.of(PolicyKeys.DESTINATIONS, RouteKeys.ROUTES),
                references);
        BrokerSettings broker = BrokerKeys.settings(values, data);
        List<Setting> settings = values.settings(BrokerKeys.ALL);
        List<Policies.Rule> rules = PolicyKeys.rules(
                values.open(PolicyKeys.DESTINATIONS), broker.policies().standard(), references, settings);
        Routes routes = RouteKeys.routes(values.open(RouteKeys.ROUTES), references, settings);
        return new Content(broker.withRules(rules).withRoutes(routes), List.copyOf(settings));
    }

    /** All keys with what settings have them set to; of those below {@code destinations} the ones that are said. */
    public static Map<String, String> written(BrokerSettings settings) {
        Map<String, String> written = new LinkedHashMap<>();
        BrokerKeys.ALL.forEach(key -> written.put(key.path(), key.written(settings)));
        for (Policies.Rule rule : settings.rules()) {
            rule.says()
                    .forEach(
                            said -> written.put(PolicyKeys.path(rule.pattern().toString()) + said.key(), said.value()));
        }
        for (Route route : settings.routes().all()) {
            RouteKeys.written(route).forEach((key, value) -> written.put(RouteKeys.path(route.name()) + key, value));
        }
        return written;
    }

    /** Whether a key may change while the broker runs. */
    public static boolean live(String key) {
        return key.startsWith(PolicyKeys.DESTINATIONS + ".")
                || key.startsWith(RouteKeys.ROUTES + ".")
                || BrokerKeys.LIVE.contains(key);
    }

    /** What may be said of a rule by which messages go on: keys without its name in front. */
    public static List<Setting> routes() {
        return RouteKeys.settings();
    }

    /** What may be said of a destination: keys without a pattern in front. */
    public static List<Setting> policies() {
        DestinationPolicy standard =
                BrokerSettings.in(Path.of("data")).policies().standard();
        List<Setting> settings = new ArrayList<>();
        for (Key<DestinationPolicy, ?> key : PolicyKeys.ALL) {
            String value = key.written(standard);
            settings.add(new Setting(
                    key.path(), value, value, Setting.DEFAULT, key.kind().takes(), key.meaning()));
        }
        return settings;
    }
}
