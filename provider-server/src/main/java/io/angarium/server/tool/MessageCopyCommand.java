package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends what is in one queue to another, and leaves it where it is. */
@Command(
        name = "copy",
        description = "Copy messages to another queue.",
        footer = {
            "",
            "Each copy is a new message with a JMSMessageID of its own. A run that was cut off is repeated with --as.",
            "",
            "Examples:",
            "  angarium message copy orders --to test.orders --where \"region = 'eu'\" --dry-run",
            "  angarium message copy orders --to test.orders --as monday --rate 100/s"
        })
final class MessageCopyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final WhichMessages which = new WhichMessages();

    @Mixin
    final RateOption rate = new RateOption();

    @Mixin
    final OnceOption once = new OnceOption();

    @Option(names = "--to", required = true, paramLabel = "NAME", description = "The queue that the copies go to.")
    String to = "";

    @Option(names = "--dry-run", description = "Change nothing: say how many messages it would be.")
    boolean dryRun;

    private long unknown;

    MessageCopyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException, InterruptedException {
        MessageMoveCommand.checkOther(which, to);
        try (Connection connection = broker.connect(common)) {
            connection.start();
            Session session = connection.createSession();
            Pace pace = rate.pace();
            MessageProducer producer = session.createProducer(null);
            Queue target = session.createQueue(to);
            long all = which.browse(session, which.where, message -> {
                if (once.name != null && message.getJMSMessageID() == null) {
                    unknown++;
                } else if (!dryRun) {
                    pace.await();
                    copy(producer, target, message);
                }
            });
            String copied = all - unknown + (dryRun ? " messages would be copied" : " messages copied");
            if (unknown > 0) {
                throw new ToolException(copied + ", " + unknown
                        + " left: they have no JMSMessageID, by which a repeated run would know them; copy them"
                        + " without --as, and with --where \"JMSMessageID IS NULL\"");
            }
            terminal.say(copied);
            return Angarium.OK;
        }
    }

    private void copy(MessageProducer producer, Queue target, Message message) throws JMSException {
        once.mark(message, message.getJMSMessageID());
        producer.send(
                target, message, message.getJMSDeliveryMode(), message.getJMSPriority(), MessageLine.timeLeft(message));
    }
}
