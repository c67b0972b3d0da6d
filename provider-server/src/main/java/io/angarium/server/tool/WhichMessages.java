package io.angarium.server.tool;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which messages of which queue. */
final class WhichMessages {
    @Parameters(paramLabel = "QUEUE", description = "Name of the queue.")
    String queue = "";

    @Option(names = "--where", paramLabel = "TEXT", description = "Only messages that match this selector.")
    @Nullable
    String where;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            converter = CountConverter.class,
            description = "At most so many messages.")
    long count = Meter.UNKNOWN;

    /** The queue's name. */
    String name() {
        if (queue.isBlank()) {
            throw new UsageException("a queue's name is not empty");
        }
        return queue;
    }

    /**
     * Looks at those that are there now, as far as they are asked for; they stay there.
     *
     * @return how many they are
     */
    long browse(Session session, @Nullable String selector, Look look)
            throws JMSException, IOException, InterruptedException {
        Enumeration<?> all =
                session.createBrowser(session.createQueue(name()), selector).getEnumeration();
        long found = 0;
        while (found != count && all.hasMoreElements()) {
            look.at((Message) all.nextElement());
            found++;
        }
        return found;
    }

    /** Whether there is one now. */
    boolean any(Session session, @Nullable String selector) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(session.createQueue(name()), selector)) {
            return browser.getEnumeration().hasMoreElements();
        }
    }

    /** What is done with each. */
    interface Look {
        void at(Message message) throws JMSException, IOException, InterruptedException;
    }
}
