package io.angarium.server.tool;

import jakarta.jms.Message;
import jakarta.jms.Session;
import picocli.CommandLine.Command;

/** Removes dead letters for good. */
@Command(
        name = "discard",
        description = "Remove messages for good.",
        footer = {
            "",
            "Examples:",
            "  angarium dlq discard DLQ --where \"JMS_ANGARIUM_DEAD_CAUSE = 'expired'\" --dry-run",
            "  angarium dlq discard DLQ --count 100"
        })
final class DlqDiscardCommand extends MessageWork {
    DlqDiscardCommand(Terminal terminal) {
        super(terminal, "discarded");
    }

    @Override
    void work(Session session, Message message) {
        // received in a transaction that commits: that is all
    }
}
