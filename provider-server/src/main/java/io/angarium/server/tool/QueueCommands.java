package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code queue list|show|explain|pause|resume|purge|create|delete}. */
@Command(
        name = "queue",
        description = "List, show, explain, pause, resume, purge, create and delete queues.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium queue list",
            "  angarium queue show orders",
            "  angarium queue purge orders"
        })
final class QueueCommands extends Group {
    private QueueCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new QueueCommands())
                .addSubcommand("list", new ListQueues(terminal))
                .addSubcommand("show", new ShowQueue(terminal))
                .addSubcommand("explain", new ExplainQueue(terminal))
                .addSubcommand("pause", new PauseQueue(terminal))
                .addSubcommand("resume", new ResumeQueue(terminal))
                .addSubcommand("purge", new PurgeQueue(terminal))
                .addSubcommand("create", new CreateQueue(terminal))
                .addSubcommand("delete", new DeleteQueue(terminal));
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List all queues.",
            footer = {"", "Examples:", "  angarium queue list", "  angarium queue list --json"})
    static final class ListQueues extends ManagedCommand {
        ListQueues(Terminal terminal) {
            super(terminal, "queue.list");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "queues");
        }
    }

    /** See the description. */
    @Command(
            name = "show",
            description = "Show everything about one queue.",
            footer = {"", "Examples:", "  angarium queue show orders", "  angarium queue show DLQ --json"})
    static final class ShowQueue extends OneQueue {
        ShowQueue(Terminal terminal) {
            super(terminal, "queue.show");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
        }
    }

    /** See the description. */
    @Command(
            name = "explain",
            description = "Say why a queue delivers or does not, and which policies apply to it.",
            footer = {"", "Examples:", "  angarium queue explain orders", "  angarium queue explain orders.eu --json"})
    static final class ExplainQueue extends OneQueue {
        ExplainQueue(Terminal terminal) {
            super(terminal, "queue.explain");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "explanation");
        }
    }

    /** See the description. */
    @Command(
            name = "pause",
            description = "Have a queue deliver nothing, also over restarts, until it is told to resume.",
            footer = {
                "",
                "It takes messages meanwhile and can be browsed. What consumers hold ready they may work on.",
                "",
                "Example:",
                "  angarium queue pause orders"
            })
    static final class PauseQueue extends ChangeQueue {
        PauseQueue(Terminal terminal) {
            super(terminal, "queue.pause", "paused");
        }
    }

    /** See the description. */
    @Command(
            name = "resume",
            description = "Have a paused queue deliver again.",
            footer = {"", "Example:", "  angarium queue resume orders"})
    static final class ResumeQueue extends ChangeQueue {
        ResumeQueue(Terminal terminal) {
            super(terminal, "queue.resume", "resumed");
        }
    }

    /** See the description. */
    @Command(
            name = "purge",
            description = "Remove all messages from a queue.",
            footer = {"", "Example:", "  angarium queue purge orders"})
    static final class PurgeQueue extends ChangeQueue {
        PurgeQueue(Terminal terminal) {
            super(terminal, "queue.purge", "purged");
        }
    }

    /** See the description. */
    @Command(
            name = "create",
            description = "Create a queue; only needed where queues are not created on first use.",
            footer = {"", "Example:", "  angarium queue create orders"})
    static final class CreateQueue extends ChangeQueue {
        CreateQueue(Terminal terminal) {
            super(terminal, "queue.create", "created");
        }
    }

    /** See the description. */
    @Command(
            name = "delete",
            description = "Delete a queue and the messages in it.",
            footer = {"", "Example:", "  angarium queue delete orders"})
    static final class DeleteQueue extends ChangeQueue {
        DeleteQueue(Terminal terminal) {
            super(terminal, "queue.delete", "deleted");
        }
    }

    /** The queue's name. */
    static final class QueueArgument {
        @Parameters(paramLabel = "QUEUE", description = "Name of the queue.")
        String value = "";

        String name() {
            return value;
        }
    }

    /** A request that concerns one queue. */
    abstract static class OneQueue extends ManagedCommand {
        @Mixin
        final QueueArgument queue = new QueueArgument();

        OneQueue(Terminal terminal, String operation) {
            super(terminal, operation);
        }

        @Override
        final Map<String, @org.jspecify.annotations.Nullable Object> arguments() {
            if (queue.name().isBlank()) {
                throw new UsageException("a queue's name is not empty");
            }
            return Map.of("name", queue.name());
        }
    }

    /** A request that changes one queue. */
    abstract static class ChangeQueue extends OneQueue {
        private final String done;

        ChangeQueue(Terminal terminal, String operation, String done) {
            super(terminal, operation);
            this.done = done;
        }

        @Override
        final void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
            to.say(done + " queue " + queue.name());
        }
    }
}
