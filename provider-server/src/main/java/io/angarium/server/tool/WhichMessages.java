package io.angarium.server.tool;

import io.angarium.wire.ErrorCode;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
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
        try (QueueBrowser browser = open(session, selector)) {
            Enumeration<?> all = browser.getEnumeration();
            long found = 0;
            while (found != count && all.hasMoreElements()) {
                look.at((Message) all.nextElement());
                found++;
            }
            return found;
        }
    }

    private QueueBrowser open(Session session, @Nullable String selector) throws JMSException {
        return ExistingQueue.open(session, name(), named -> session.createBrowser(named, selector));
    }

    /** How many are there now, as far as they are asked for. */
    long count(Session session, @Nullable String selector) throws JMSException {
        return count(session, selector, count);
    }

    /** Whether there is one now. */
    boolean any(Session session, @Nullable String selector) throws JMSException {
        return count(session, selector, 1) > 0;
    }

    /** Counts again if the link is lost in the middle, until the connection is given up. */
    private long count(Session session, @Nullable String selector, long most) throws JMSException {
        while (true) {
            try (QueueBrowser browser = open(session, selector)) {
                Enumeration<?> all = browser.getEnumeration();
                long found = 0;
                while (found != most && all.hasMoreElements()) {
                    all.nextElement();
                    found++;
                }
                return found;
            } catch (JMSRuntimeException e) {
                if (!ErrorCode.OUTCOME_UNKNOWN.name().equals(e.getErrorCode())) {
                    throw e;
                }
            }
        }
    }

    /** What is done with each. */
    interface Look {
        void at(Message message) throws JMSException, IOException, InterruptedException;
    }
}
