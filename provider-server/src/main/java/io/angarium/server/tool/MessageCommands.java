package io.angarium.server.tool;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code message explain|move|copy|delete|export|import}. */
@Command(
        name = "message",
        description = "Explain, move, copy, delete, export and import messages.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium message explain ID:7f3a-1 --queue orders",
            "  angarium message move orders --to orders.late --where \"region = 'eu'\" --rate 100/s",
            "  angarium message export orders --file orders.jsonl"
        })
final class MessageCommands extends Group {
    private MessageCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new MessageCommands())
                .addSubcommand("explain", new ExplainMessage(terminal))
                .addSubcommand("move", new MessageMoveCommand(terminal))
                .addSubcommand("copy", new MessageCopyCommand(terminal))
                .addSubcommand("delete", new MessageDeleteCommand(terminal))
                .addSubcommand("export", new MessageExportCommand(terminal))
                .addSubcommand("import", new MessageImportCommand(terminal));
    }

    /** See the description. */
    @Command(
            name = "explain",
            description = "Say where a message is and why it is not delivered.",
            footer = {
                "",
                "Without --queue it is looked for among what the broker has in memory; with it, in all of that queue.",
                "",
                "Examples:",
                "  angarium message explain ID:7f3a-1",
                "  angarium message explain ID:7f3a-1 --queue orders --json"
            })
    static final class ExplainMessage extends ManagedCommand {
        @Parameters(paramLabel = "ID", description = "The message's JMSMessageID.")
        String id = "";

        @Option(
                names = {"-q", "--queue"},
                paramLabel = "NAME",
                description = "The queue that it is in.")
        @Nullable
        String queue;

        ExplainMessage(Terminal terminal) {
            super(terminal, "message.explain");
        }

        @Override
        Map<String, @Nullable Object> arguments() {
            Map<String, @Nullable Object> arguments = new HashMap<>();
            arguments.put("id", id);
            arguments.put("name", queue);
            return arguments;
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "such message");
        }
    }
}
