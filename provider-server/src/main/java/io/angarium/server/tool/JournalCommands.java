package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code journal verify|dump}: looks at a data folder without changing it, whether a broker runs on it or not; {@code journal stat} asks a
 * running broker.
 */
@Command(
        name = "journal",
        description = "Check and show the journal in a data folder.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium journal verify --data ./data",
            "  angarium journal dump --data ./data",
            "  angarium journal stat",
            "  angarium journal backup /backup/monday",
            "  angarium journal compact --data ./data",
            "  angarium journal salvage ./data ./saved"
        })
final class JournalCommands extends Group {
    private JournalCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new JournalCommands())
                .addSubcommand("verify", new JournalVerifyCommand(terminal))
                .addSubcommand("dump", new JournalDumpCommand(terminal))
                .addSubcommand("stat", new Stat(terminal))
                .addSubcommand("salvage", new JournalSalvageCommand(terminal))
                .addSubcommand("compact", new JournalCompactCommand(terminal))
                .addSubcommand("backup", new JournalBackupCommand(terminal));
    }

    /** See the description. */
    @Command(
            name = "stat",
            description =
                    "Show how much disk the journal of a running broker has for what lives in it, how much a start"
                            + " would replay, and what keeps its oldest segment.",
            footer = {"", "Examples:", "  angarium journal stat", "  angarium journal stat --json"})
    static final class Stat extends ManagedCommand {
        Stat(Terminal terminal) {
            super(terminal, "journal.stat");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
        }
    }
}
