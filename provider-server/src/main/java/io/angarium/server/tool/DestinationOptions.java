package io.angarium.server.tool;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One queue or topic: {@code --queue NAME}, {@code --topic NAME}, or just the name of a queue. */
final class DestinationOptions {
    @Option(
            names = {"-q", "--queue"},
            paramLabel = "NAME",
            description = "The queue.")
    @Nullable
    String queue;

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "NAME",
            description = "The topic.")
    @Nullable
    String topic;

    @Parameters(arity = "0..1", paramLabel = "QUEUE", description = "The queue, without --queue.")
    @Nullable
    String positional;

    /**
     * Checks that exactly one destination was named.
     *
     * @throws UsageException if not
     */
    DestinationName name() {
        int given = (queue == null ? 0 : 1) + (topic == null ? 0 : 1) + (positional == null ? 0 : 1);
        if (given != 1) {
            throw new UsageException((given == 0 ? "no destination" : "more than one destination")
                    + "; name one with --queue NAME or --topic NAME");
        }
        if (topic != null) {
            return new DestinationName(true, topic);
        }
        return new DestinationName(false, queue != null ? queue : String.valueOf(positional));
    }

    /** A queue or topic by name. */
    record DestinationName(boolean topic, String name) {
        Destination of(Session session) throws JMSException {
            return topic ? session.createTopic(name) : session.createQueue(name);
        }

        @Override
        public String toString() {
            return (topic ? "topic " : "queue ") + name;
        }
    }
}
