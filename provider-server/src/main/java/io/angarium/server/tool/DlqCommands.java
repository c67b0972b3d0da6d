package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code dlq list|show|retry|discard}. */
@Command(
        name = "dlq",
        description = "List, show, retry and discard messages that could not be delivered.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium dlq list",
            "  angarium dlq show DLQ --where \"JMS_ANGARIUM_DEAD_CAUSE = 'expired'\"",
            "  angarium dlq retry DLQ --where \"customer = 17\" --rate 10 --dry-run"
        })
final class DlqCommands extends Group {
    private DlqCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new DlqCommands())
                .addSubcommand("list", new ListDeadLetterQueues(terminal))
                .addSubcommand("show", new DlqShowCommand(terminal))
                .addSubcommand("retry", new DlqRetryCommand(terminal))
                .addSubcommand("discard", new DlqDiscardCommand(terminal));
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List the queues to which messages go that cannot be delivered.",
            footer = {"", "Examples:", "  angarium dlq list", "  angarium dlq list --json"})
    static final class ListDeadLetterQueues extends ManagedCommand {
        ListDeadLetterQueues(Terminal terminal) {
            super(terminal, "dlq.list");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "queues for dead letters");
        }
    }
}
