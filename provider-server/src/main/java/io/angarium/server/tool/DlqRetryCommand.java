package io.angarium.server.tool;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Sends dead letters back to the queues that they came from. */
@Command(
        name = "retry",
        description = "Send messages back to the queues that they came from.",
        footer = {
            "",
            "Each leaves one queue and is in the other in one transaction. It begins with no attempts and no",
            "time to live, and still tells of its death; should it die again, JMS_ANGARIUM_DEAD_COUNT goes on.",
            "Messages that came from subscriptions are left, as others have them already.",
            "",
            "Examples:",
            "  angarium dlq retry DLQ --dry-run",
            "  angarium dlq retry DLQ --where \"JMS_ANGARIUM_DEAD_ORIGIN = 'queue:orders'\" --rate 10"
        })
final class DlqRetryCommand extends MessageWork {
    DlqRetryCommand(Terminal terminal) {
        super(terminal, "sent back");
    }

    @Override
    @Nullable
    String selector() {
        return DeadLetter.fromQueues(which.where);
    }

    @Override
    void work(Session session, Message message) throws JMSException {
        String origin = DeadLetter.queue(message);
        try (MessageProducer producer = session.createProducer(null)) {
            producer.send(
                    session.createQueue(origin), message, message.getJMSDeliveryMode(), message.getJMSPriority(), 0);
        }
    }
}
