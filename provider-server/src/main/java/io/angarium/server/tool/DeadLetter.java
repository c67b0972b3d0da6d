package io.angarium.server.tool;

import io.angarium.server.management.Row;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message that could not be delivered tells of itself: the properties of docs/configuration.md. No state. */
final class DeadLetter {
    /** Where it came from. */
    static final String ORIGIN = "JMS_ANGARIUM_DEAD_ORIGIN";

    private static final String QUEUE = "queue:";

    private DeadLetter() {}

    /** Narrows a selector to those that came from queues. */
    static String fromQueues(@Nullable String where) {
        String queues = ORIGIN + " LIKE '" + QUEUE + "%'";
        return where == null ? queues : "(" + where + ") AND " + queues;
    }

    /** The queue that it came from; null if it came from a subscription, or tells nothing. */
    static @Nullable String queue(Message message) throws JMSException {
        String origin = message.getStringProperty(ORIGIN);
        return origin != null && origin.startsWith(QUEUE) ? origin.substring(QUEUE.length()) : null;
    }

    /** For people. */
    static Map<String, Object> row(Message message) throws JMSException {
        return new Row()
                .put("message", message.getJMSMessageID())
                .put("origin", message.getStringProperty(ORIGIN))
                .put("cause", message.getStringProperty("JMS_ANGARIUM_DEAD_CAUSE"))
                .put("attempts", message.getObjectProperty("JMS_ANGARIUM_DEAD_ATTEMPTS"))
                .put("deaths", message.getObjectProperty("JMS_ANGARIUM_DEAD_COUNT"))
                .put("first", time(message, "JMS_ANGARIUM_DEAD_FIRST_TIME"))
                .put("last", time(message, "JMS_ANGARIUM_DEAD_TIME"))
                .put("consumer", message.getStringProperty("JMS_ANGARIUM_DEAD_CONSUMER"))
                .put("reason", message.getStringProperty("JMS_ANGARIUM_DEAD_REASON"))
                .map();
    }

    private static @Nullable String time(Message message, String property) throws JMSException {
        return message.getObjectProperty(property) instanceof Long millis
                ? Instant.ofEpochMilli(millis).toString()
                : null;
    }
}
