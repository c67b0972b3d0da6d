package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code topic list}. */
@Command(
        name = "topic",
        description = "List topics.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  angarium topic list"})
final class TopicCommands extends Group {
    private TopicCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new TopicCommands()).addSubcommand("list", new ListTopics(terminal));
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List all topics.",
            footer = {"", "Examples:", "  angarium topic list", "  angarium topic list --json"})
    static final class ListTopics extends ManagedCommand {
        ListTopics(Terminal terminal) {
            super(terminal, "topic.list");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "topics");
        }
    }
}
