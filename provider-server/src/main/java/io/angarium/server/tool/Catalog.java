package io.angarium.server.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * All commands by name. The command line that is run registers only the one that its first word names, because reading the annotations
 * of a command takes tens of milliseconds; without such a word (help, a typing error) it registers all.
 */
final class Catalog {
    private static final Map<String, Function<Terminal, CommandLine>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("serve", terminal -> new CommandLine(new ServeCommand(terminal)));
        COMMANDS.put("produce", terminal -> new CommandLine(new ProduceCommand(terminal)));
        COMMANDS.put("consume", terminal -> new CommandLine(new ConsumeCommand(terminal)));
        COMMANDS.put("browse", terminal -> new CommandLine(new BrowseCommand(terminal)));
        COMMANDS.put("queue", QueueCommands::group);
        COMMANDS.put("topic", TopicCommands::group);
        COMMANDS.put("subscription", SubscriptionCommands::group);
        COMMANDS.put("message", MessageCommands::group);
        COMMANDS.put("schedule", ScheduleCommands::group);
        COMMANDS.put("dlq", DlqCommands::group);
        COMMANDS.put("tx", TransactionCommands::group);
        COMMANDS.put("outbox", OutboxCommands::group);
        COMMANDS.put("user", UserCommands::group);
        COMMANDS.put("config", ConfigCommands::group);
        COMMANDS.put("journal", JournalCommands::group);
        COMMANDS.put("bench", BenchCommands::group);
        COMMANDS.put("selfcheck", terminal -> new CommandLine(new SelfcheckCommand(terminal)));
    }

    private Catalog() {}

    /** Registers what these arguments may need. */
    static void register(CommandLine root, Terminal terminal, String... args) {
        Function<Terminal, CommandLine> only = args.length > 0 ? COMMANDS.get(args[0]) : null;
        if (only != null) {
            root.addSubcommand(args[0], only.apply(terminal));
        } else {
            COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.apply(terminal)));
        }
    }
}
