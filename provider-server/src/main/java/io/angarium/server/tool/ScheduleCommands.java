package io.angarium.server.tool;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code schedule list|cancel}. */
@Command(
        name = "schedule",
        description = "List and cancel messages that wait for their delivery time.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium schedule list --queue reports",
            "  angarium schedule cancel --where \"customer = 17\""
        })
final class ScheduleCommands extends Group {
    private ScheduleCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new ScheduleCommands())
                .addSubcommand("list", new ListSchedule(terminal))
                .addSubcommand("cancel", new CancelSchedule(terminal));
    }

    /** What both take. */
    abstract static class Scheduled extends ManagedCommand {
        @Option(
                names = {"-q", "--queue"},
                paramLabel = "NAME",
                description = "Only in this queue (default: in all).")
        @Nullable
        String queue;

        @Option(names = "--id", paramLabel = "ID", description = "Only the one with this JMSMessageID.")
        @Nullable
        String id;

        @Option(names = "--where", paramLabel = "TEXT", description = "Only messages that match this selector.")
        @Nullable
        String where;

        Scheduled(Terminal terminal, String operation) {
            super(terminal, operation);
        }

        @Override
        final Map<String, @Nullable Object> arguments() {
            check();
            Map<String, @Nullable Object> arguments = new HashMap<>();
            arguments.put("name", queue);
            arguments.put("id", id);
            arguments.put("where", where);
            return arguments;
        }

        /**
         * Checks what picocli cannot.
         *
         * @throws UsageException with a line for the user
         */
        void check() {}
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List messages that wait for their delivery time, 10000 at most.",
            footer = {"", "Examples:", "  angarium schedule list", "  angarium schedule list --queue reports --json"})
    static final class ListSchedule extends Scheduled {
        ListSchedule(Terminal terminal) {
            super(terminal, "schedule.list");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "messages that wait for their time");
        }
    }

    /** See the description. */
    @Command(
            name = "cancel",
            description = "Remove messages that wait for their delivery time, those that recur for good.",
            footer = {
                "",
                "Examples:",
                "  angarium schedule cancel --id ID:7f3a-1",
                "  angarium schedule cancel --queue reports --where \"customer = 17\""
            })
    static final class CancelSchedule extends Scheduled {
        CancelSchedule(Terminal terminal) {
            super(terminal, "schedule.cancel");
        }

        @Override
        void check() {
            if (id == null && where == null) {
                throw new UsageException("which ones? name them with --id ID or --where TEXT");
            }
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
        }
    }
}
