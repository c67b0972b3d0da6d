package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code topic list|show|explain}. */
@Command(
        name = "topic",
        description = "List, show and explain topics.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  angarium topic list", "  angarium topic show prices"})
final class TopicCommands extends Group {
    private TopicCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new TopicCommands())
                .addSubcommand("list", new ListTopics(terminal))
                .addSubcommand("show", new ShowTopic(terminal))
                .addSubcommand("explain", new ExplainTopic(terminal));
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

    /** See the description. */
    @Command(
            name = "show",
            description = "Show everything about one topic: also what it keeps for late subscribers.",
            footer = {"", "Examples:", "  angarium topic show prices", "  angarium topic show prices --json"})
    static final class ShowTopic extends OneTopic {
        ShowTopic(Terminal terminal) {
            super(terminal, "topic.show");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
        }
    }

    /** See the description. */
    @Command(
            name = "explain",
            description = "Say what a topic's subscriptions get and which policies apply to it.",
            footer = {"", "Examples:", "  angarium topic explain prices", "  angarium topic explain prices --json"})
    static final class ExplainTopic extends OneTopic {
        ExplainTopic(Terminal terminal) {
            super(terminal, "topic.explain");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "explanation");
        }
    }

    /** A request about one topic. */
    abstract static class OneTopic extends ManagedCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the topic.")
        private String name = "";

        OneTopic(Terminal terminal, String operation) {
            super(terminal, operation);
        }

        @Override
        final Map<String, @org.jspecify.annotations.Nullable Object> arguments() {
            if (name.isBlank()) {
                throw new UsageException("a topic's name is not empty");
            }
            return Map.of("name", name);
        }
    }
}
