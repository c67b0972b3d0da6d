package io.angarium.server.tool;

import io.angarium.server.config.ConfigFile;
import io.angarium.server.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code config validate|explain|diff|reload}: configuration files, and what a running broker makes of them. */
@Command(
        name = "config",
        description =
                "Check and explain a configuration file, compare it with a running broker, have that read it again.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium config validate angarium.yaml",
            "  angarium config explain",
            "  angarium config explain messages.memory --config angarium.yaml",
            "  angarium config diff angarium.yaml && angarium config reload"
        })
final class ConfigCommands extends Group {
    private ConfigCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new ConfigCommands())
                .addSubcommand("validate", new Validate(terminal))
                .addSubcommand("explain", new Explain(terminal))
                .addSubcommand("diff", new Diff(terminal))
                .addSubcommand("reload", new Reload(terminal));
    }

    /** See the description. */
    @Command(
            name = "validate",
            description = "Check a configuration file as the start of a broker would.",
            footer = {
                "",
                "The environment of this command counts, not that of a broker.",
                "",
                "Example:",
                "  angarium config validate angarium.yaml && systemctl restart angarium"
            })
    static final class Validate implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final DataFolderOption folder = new DataFolderOption();

        @Parameters(paramLabel = "FILE", description = "The configuration file.")
        Path file = Path.of("");

        Validate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            List<Setting> settings = ConfigFile.content(file, folder.data).settings();
            long set = settings.stream()
                    .filter(setting -> !setting.origin().equals(Setting.DEFAULT))
                    .count();
            terminal.print(file + " is valid and sets " + set + " of " + settings.size() + " keys\n");
            return Angarium.OK;
        }
    }

    /** See the description. */
    @Command(
            name = "explain",
            description = "Show what the keys are set to, who says so, and what they mean.",
            footer = {
                "",
                "With a key, or the beginning of some, everything about it; else a table of all.",
                "",
                "Examples:",
                "  angarium config explain --config angarium.yaml",
                "  angarium config explain listen.heartbeat",
                "  angarium config explain messages --json"
            })
    static final class Explain implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final DataFolderOption folder = new DataFolderOption();

        @Mixin
        final OutputOptions output = new OutputOptions();

        @Option(names = "--config", paramLabel = "FILE", description = "The configuration file; without, the defaults.")
        @Nullable
        Path file;

        @Parameters(arity = "0..1", paramLabel = "KEY", description = "A key, or the beginning of some.")
        @Nullable
        String key;

        Explain(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            List<Setting> settings = ConfigFile.content(file, folder.data).settings();
            if (key == null) {
                List<Map<String, Object>> rows = new ArrayList<>();
                settings.forEach(setting -> rows.add(brief(setting)));
                output.table(terminal, rows, "keys");
                return Angarium.OK;
            }
            List<Map<String, Object>> rows = settings.stream()
                    .filter(setting ->
                            setting.key().equals(key) || setting.key().startsWith(key + "."))
                    .map(Explain::full)
                    .toList();
            if (rows.isEmpty()) {
                throw new ToolException(
                        unknown(key, settings.stream().map(Setting::key).toList()));
            }
            for (int i = 0; i < rows.size() && !output.json; i++) {
                terminal.print((i == 0 ? "" : "\n") + Rows.list(rows.get(i)));
            }
            if (output.json) {
                terminal.print(Rows.json(rows));
            }
            return Angarium.OK;
        }

        private static String unknown(String key, List<String> keys) {
            Optional<String> near = Nearest.of(key, keys);
            return "unknown key " + key
                    + near.map(name -> ", did you mean " + name + "?").orElse("")
                    + "; 'angarium config explain' lists all";
        }

        private static Map<String, Object> brief(Setting setting) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("key", setting.key());
            row.put("value", setting.value());
            row.put("from", setting.origin());
            return row;
        }

        private static Map<String, Object> full(Setting setting) {
            Map<String, Object> row = brief(setting);
            row.put("default", setting.standard());
            row.put("takes", setting.takes());
            row.put("meaning", setting.meaning());
            return row;
        }
    }

    /** See the description. */
    @Command(
            name = "diff",
            description = "Show where a configuration file differs from what a running broker has in force.",
            footer = {
                "",
                "Fails if it differs. What does not change while a broker runs takes effect after a restart.",
                "",
                "Example:",
                "  angarium config diff angarium.yaml --url angarium://localhost:7171"
            })
    static final class Diff implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final ConnectOptions broker = new ConnectOptions();

        @Mixin
        final DataFolderOption folder = new DataFolderOption();

        @Mixin
        final OutputOptions output = new OutputOptions();

        @Parameters(paramLabel = "FILE", description = "The configuration file.")
        Path file = Path.of("");

        Diff(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            Map<String, String> wanted = ConfigFile.written(ConfigFile.read(file, folder.data));
            Map<String, String> there = new LinkedHashMap<>();
            try (ManagementClient client = broker.manage(common)) {
                client.ask("config.show", Map.of())
                        .forEach(row -> there.put(String.valueOf(row.get("key")), String.valueOf(row.get("value"))));
            }
            Set<String> keys = new LinkedHashSet<>(wanted.keySet());
            keys.addAll(there.keySet());
            List<Map<String, Object>> rows = new ArrayList<>();
            keys.stream()
                    .filter(key -> !Objects.equals(wanted.get(key), there.get(key)))
                    .forEach(key -> rows.add(difference(key, there.get(key), wanted.get(key))));
            output.table(terminal, rows, "differences");
            return rows.isEmpty() ? Angarium.OK : Angarium.FAILED;
        }

        private static Map<String, Object> difference(String key, @Nullable String there, @Nullable String wanted) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("key", key);
            row.put("broker", there == null ? "(not set)" : there);
            row.put("file", wanted == null ? "(not set)" : wanted);
            row.put("takesEffect", ConfigFile.live(key) ? "with a reload" : "with a restart");
            return row;
        }
    }

    /** See the description. */
    @Command(
            name = "reload",
            description = "Have a running broker read its configuration file again, without dropping a connection.",
            footer = {
                "",
                "A file that makes no sense changes nothing. Prints what is set otherwise, and when that takes effect.",
                "",
                "Example:",
                "  angarium config reload"
            })
    static final class Reload extends ManagedCommand {
        Reload(Terminal terminal) {
            super(terminal, "config.reload");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "changes");
        }
    }

    /** Relative paths in a configuration count from there. */
    static final class DataFolderOption {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "data",
                description = "The broker's data folder. Default: ${DEFAULT-VALUE}")
        Path data = Path.of("data");
    }
}
