package io.angarium.server.tool;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes messages out of one queue and puts them into another. */
@Command(
        name = "move",
        description = "Move messages to another queue.",
        footer = {
            "",
            "Each leaves one queue and is in the other in one transaction: whatever is killed meanwhile, it is in one",
            "of them. There it is a new message, with no attempts and a JMSMessageID of its own.",
            "",
            "Examples:",
            "  angarium message move orders --to orders.late --where \"region = 'eu'\" --dry-run",
            "  angarium message move orders --to orders.late --count 100 --rate 10/s"
        })
final class MessageMoveCommand extends MessageWork {
    @Option(names = "--to", required = true, paramLabel = "NAME", description = "The queue that they go to.")
    String to = "";

    MessageMoveCommand(Terminal terminal) {
        super(terminal, "moved");
    }

    @Override
    void validate() {
        super.validate();
        checkOther(which, to);
    }

    /**
     * Checks where to.
     *
     * @throws UsageException if that is nowhere, or the same queue
     */
    static void checkOther(WhichMessages which, String to) {
        if (to.isBlank() || to.equals(which.name())) {
            throw new UsageException("--to takes the name of another queue");
        }
    }

    @Override
    void work(Session session, Message message) throws JMSException {
        long timeToLive = MessageLine.timeLeft(message);
        // Producers without a destination share what is open at the broker, so one serves the whole run.
        try (MessageProducer producer = session.createProducer(null)) {
            producer.send(
                    session.createQueue(to),
                    message,
                    message.getJMSDeliveryMode(),
                    message.getJMSPriority(),
                    timeToLive);
        }
    }
}
