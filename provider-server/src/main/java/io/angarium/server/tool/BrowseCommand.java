package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Enumeration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what waits in a queue and leaves it there. */
@Command(
        name = "browse",
        description = "Show the messages in a queue without taking them, one a line.",
        footer = {"", "Examples:", "  angarium browse --queue orders --count 10", "  angarium browse --queue DLQ --json"
        })
final class BrowseCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final DestinationOptions destination = new DestinationOptions();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Show at most so many messages.")
    long count = Meter.UNKNOWN;

    @Option(names = "--selector", paramLabel = "TEXT", description = "Show only messages that match.")
    @Nullable
    String selector;

    @Option(names = "--json", description = "Write headers, properties and body as one JSON object a line.")
    boolean json;

    BrowseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException {
        DestinationOptions.DestinationName name = destination.name();
        if (name.topic()) {
            throw new UsageException("a topic keeps nothing to browse; name a queue with --queue NAME");
        }
        try (Connection connection = broker.connect(common)) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            QueueBrowser browser =
                    ExistingQueue.open(session, name.name(), queue -> session.createBrowser(queue, selector));
            long shown = show(browser.getEnumeration());
            terminal.say(shown + (shown == 1 ? " message" : " messages") + " shown from " + name);
        }
        return Angarium.OK;
    }

    private long show(Enumeration<?> messages) throws JMSException, IOException {
        long shown = 0;
        while (shown != count && messages.hasMoreElements()) {
            Message message = (Message) messages.nextElement();
            terminal.print((json ? MessageLine.json(message) : MessageLine.body(message)) + "\n");
            shown++;
        }
        return shown;
    }
}
