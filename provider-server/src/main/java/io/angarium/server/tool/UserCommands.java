package io.angarium.server.tool;

import io.angarium.server.config.ConfigFile;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.security.User;
import io.angarium.server.security.UserStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code user add|list|remove}: changes the users file of a data folder; a running broker notices within a second or two. */
@Command(
        name = "user",
        description = "Add, list and remove the users of a data folder.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  angarium user add ann --admin --data ./data", "  angarium user list --data ./data"
        })
final class UserCommands extends Group {
    private UserCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new UserCommands())
                .addSubcommand("add", new Add(terminal))
                .addSubcommand("list", new ListUsers(terminal))
                .addSubcommand("remove", new Remove(terminal));
    }

    /** Where the users are. */
    static final class FolderOption {
        @Option(names = "--data", paramLabel = "DIR", required = true, description = "The broker's data folder.")
        Path data = Path.of(".");

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The broker's configuration, if it names another users file.")
        @Nullable
        Path config;

        UserStore store() {
            SecuritySettings security = config == null
                    ? SecuritySettings.in(data)
                    : ConfigFile.read(config, data).security();
            return new UserStore(security.usersFile());
        }
    }

    /** See the description. */
    @Command(
            name = "add",
            description = "Add a user, or give one a new password and new roles.",
            footer = {
                "",
                "Once there is a user, nobody connects without a name.",
                "",
                "Examples:",
                "  angarium user add ann --admin --data ./data",
                "  ANGARIUM_PASSWORD=secret angarium user add bob --data ./data"
            })
    static final class Add implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final FolderOption folder = new FolderOption();

        @Parameters(paramLabel = "NAME", description = "Name of the user.")
        String name = "";

        @Option(names = "--admin", description = "May use the management commands.")
        boolean admin;

        @Option(
                names = "--password",
                paramLabel = "PASSWORD",
                arity = "0..1",
                interactive = true,
                description = "The new password; asked for if neither a value nor ANGARIUM_PASSWORD is given.")
        @Nullable
        String password;

        Add(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            String secret = secret(System.getenv(ConnectOptions.PASSWORD_VARIABLE));
            if (secret.isEmpty()) {
                throw new ToolException("an empty password protects nothing; give another");
            }
            SortedSet<String> roles = new TreeSet<>(admin ? List.of(User.ADMIN) : List.of());
            Files.createDirectories(folder.data);
            folder.store().put(name, secret.toCharArray(), roles);
            terminal.say("user " + name + " may connect" + (admin ? " and manage" : ""));
            return Angarium.OK;
        }

        private String secret(@Nullable String variable) {
            String secret = ConnectOptions.secret(name, password, variable, terminal);
            boolean typed = password == null && variable == null;
            if (typed && !secret.equals(terminal.askSecret("Once more"))) {
                throw new ToolException("the two passwords differ; try again");
            }
            return secret;
        }
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List the users.",
            footer = {"", "Example:", "  angarium user list --data ./data"})
    static final class ListUsers implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final FolderOption folder = new FolderOption();

        @Mixin
        final OutputOptions output = new OutputOptions();

        ListUsers(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            output.table(
                    terminal,
                    folder.store().list().stream().map(ListUsers::row).toList(),
                    "users: anybody on this machine may connect, without a name");
            return Angarium.OK;
        }

        private static Map<String, Object> row(User user) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", user.name());
            row.put("roles", String.join(",", user.roles()));
            return row;
        }
    }

    /** See the description. */
    @Command(
            name = "remove",
            description = "Remove a user.",
            footer = {"", "Example:", "  angarium user remove bob --data ./data"})
    static final class Remove implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final FolderOption folder = new FolderOption();

        @Parameters(paramLabel = "NAME", description = "Name of the user.")
        String name = "";

        Remove(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (!folder.store().remove(name)) {
                throw new ToolException("there is no user " + name + "; 'angarium user list' shows them");
            }
            terminal.say("removed user " + name);
            return Angarium.OK;
        }
    }
}
