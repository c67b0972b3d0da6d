package io.angarium.server.tool;

import io.angarium.server.tool.DestinationOptions.DestinationName;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What kind of subscription {@code consume} opens on a topic. */
final class SubscriptionOptions {
    @Option(names = "--durable", description = "Topic: a subscription that lasts while nobody consumes; needs --name.")
    boolean durable;

    @Option(names = "--shared", description = "Topic: a subscription that several consumers divide; needs --name.")
    boolean shared;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the durable or shared subscription.")
    @Nullable
    String name;

    @Option(names = "--client-id", paramLabel = "ID", description = "JMS client identifier of the connection.")
    @Nullable
    String clientId;

    /**
     * Checks what picocli cannot.
     *
     * @throws UsageException with a line for the user
     */
    void validate(DestinationName destination) {
        boolean named = durable || shared;
        if (named && !destination.topic()) {
            throw new UsageException("--durable and --shared belong to a topic; name it with --topic NAME");
        }
        if (named && name == null) {
            throw new UsageException("--durable and --shared need the subscription's name; give it with --name NAME");
        }
        if (!named && name != null) {
            throw new UsageException("--name goes with --durable or --shared; say which");
        }
        if (durable && !shared && clientId == null) {
            throw new UsageException("a durable subscription that is not shared needs a client identifier;"
                    + " give one with --client-id ID, or add --shared");
        }
    }

    /** Before anything else is done with the connection. */
    void identify(Connection connection) throws JMSException {
        if (clientId != null) {
            connection.setClientID(clientId);
        }
    }

    MessageConsumer consumer(Session session, DestinationName destination, @Nullable String selector)
            throws JMSException {
        if (name == null) {
            return session.createConsumer(destination.of(session), selector);
        }
        Topic topic = session.createTopic(destination.name());
        if (!shared) {
            return session.createDurableConsumer(topic, name, selector, false);
        }
        return durable
                ? session.createSharedDurableConsumer(topic, name, selector)
                : session.createSharedConsumer(topic, name, selector);
    }
}
