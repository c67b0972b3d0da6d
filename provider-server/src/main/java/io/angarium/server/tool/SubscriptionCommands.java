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

/** {@code subscription list|delete}. */
@Command(
        name = "subscription",
        description = "List and delete subscriptions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  angarium subscription list"})
final class SubscriptionCommands extends Group {
    private SubscriptionCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new SubscriptionCommands())
                .addSubcommand("list", new ListSubscriptions(terminal))
                .addSubcommand("delete", new DeleteSubscription(terminal));
    }

    /** See the description. */
    @Command(
            name = "list",
            description = "List the durable and shared subscriptions of all topics.",
            footer = {"", "Examples:", "  angarium subscription list", "  angarium subscription list --json"})
    static final class ListSubscriptions extends ManagedCommand {
        ListSubscriptions(Terminal terminal) {
            super(terminal, "subscription.list");
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.table(to, rows, "subscriptions");
        }
    }

    /** See the description. */
    @Command(
            name = "delete",
            description = "Delete a durable subscription and the messages that wait in it.",
            footer = {"", "Example:", "  angarium subscription delete archive --client-id desk1"})
    static final class DeleteSubscription extends ManagedCommand {
        @Parameters(paramLabel = "NAME", description = "Name of the subscription.")
        String name = "";

        @Option(
                names = "--client-id",
                paramLabel = "ID",
                description = "Client identifier under which it was made, if any.")
        @Nullable
        String clientId;

        DeleteSubscription(Terminal terminal) {
            super(terminal, "subscription.delete");
        }

        @Override
        Map<String, @Nullable Object> arguments() {
            Map<String, @Nullable Object> arguments = new HashMap<>();
            arguments.put("name", name);
            arguments.put("clientId", clientId);
            return arguments;
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
            to.say("deleted subscription " + name);
        }
    }
}
