package io.angarium.server.tool;

import jakarta.jms.Message;
import jakarta.jms.Session;
import picocli.CommandLine.Command;

/** Removes messages for good. */
@Command(
        name = "delete",
        description = "Remove messages for good.",
        footer = {
            "",
            "Examples:",
            "  angarium message delete orders --where \"customer = 17\" --dry-run",
            "  angarium message delete orders --count 100"
        })
final class MessageDeleteCommand extends MessageWork {
    MessageDeleteCommand(Terminal terminal) {
        super(terminal, "deleted");
    }

    @Override
    void work(Session session, Message message) {
        // received in a transaction that commits: that is all
    }
}
