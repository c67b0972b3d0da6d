package io.angarium.server.tool;

import io.angarium.jms.outbox.OutboxTables;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code outbox ddl}: what a database needs for outbox and inbox. */
@Command(
        name = "outbox",
        description = "The tables of outbox and inbox, which move messages with database transactions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  angarium outbox ddl", "  angarium outbox ddl --database postgresql | psql shop"})
final class OutboxCommands extends Group {
    private OutboxCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new OutboxCommands()).addSubcommand("ddl", new Ddl(terminal));
    }

    /** See the description. */
    @Command(
            name = "ddl",
            description = "Print the statements that create the tables.",
            footer = {"", "Examples:", "  angarium outbox ddl", "  angarium outbox ddl --database mysql"})
    static final class Ddl implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Option(
                names = "--database",
                paramLabel = "NAME",
                description = "standard (Derby, Db2, H2, Oracle), postgresql or mysql. Default: ${DEFAULT-VALUE}",
                converter = Database.class,
                defaultValue = "standard")
        OutboxTables database = OutboxTables.STANDARD;

        Ddl(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            for (String statement : database.statements()) {
                terminal.print(statement + ";\n");
            }
            return CommandLine.ExitCode.OK;
        }
    }

    /** Names in lower case, as one types them. */
    static final class Database implements CommandLine.ITypeConverter<OutboxTables> {
        @Override
        public OutboxTables convert(String name) {
            try {
                return OutboxTables.valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(
                        "there are statements for standard, postgresql and mysql, not for " + name);
            }
        }
    }
}
