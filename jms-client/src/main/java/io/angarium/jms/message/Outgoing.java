package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Limits;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.TextLimits;
import io.angarium.wire.WireException;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes messages for sending, once each; a message may be changed again when it is done. Owned by one session. */
public final class Outgoing {
    private final MessageBuilder builder = new MessageBuilder();

    /**
     * Encodes a message with the headers that it has now. Its destination has to be one of this provider's.
     *
     * @param body its body, if that has been sent ahead; null for the one that it has
     */
    public synchronized EncodedMessage encode(AngariumMessage message, @Nullable Body body) throws JMSException {
        try {
            fill(message);
            (body == null ? message.body() : body).into(builder);
            return builder.build();
        } catch (WireException e) {
            throw JmsExceptions.caused(
                    JmsExceptions.of(ErrorCode.MESSAGE_TOO_LARGE, "the message cannot be sent: " + e.getMessage()), e);
        } finally {
            builder.clear();
        }
    }

    private void fill(AngariumMessage message) throws JMSException {
        Headers headers = message.headers;
        Destination to = addressOf(headers.destination());
        if (to == null) {
            throw new InvalidDestinationException("the message has no destination");
        }
        builder.clear()
                .persistent(headers.deliveryMode == DeliveryMode.PERSISTENT)
                .priority(headers.priority)
                .timestamp(headers.timestamp)
                .destination(to)
                .replyTo(addressOf(headers.replyTo()))
                .messageId(headers.messageId())
                .type(headers.type())
                .properties(travelling(message.properties()))
                .keyed(hasDuplicateKey(message));
        if (headers.correlation() instanceof byte[] bytes) {
            builder.correlationIdBytes(bytes);
        } else {
            builder.correlationId((String) headers.correlation());
        }
    }

    /** Of a message that was received and is sent on as it is, the key is that of somebody's earlier send. */
    private static boolean hasDuplicateKey(AngariumMessage message) throws JMSException {
        Object key = message.properties().asMap().get(EncodedMessage.DUPLICATE_KEY);
        if (key == null || message.propertiesReadOnly()) {
            return false;
        }
        String problem = key instanceof String text && !text.isEmpty()
                ? TextLimits.problem("a duplicate key", text, Limits.MAX_DUPLICATE_KEY_BYTES)
                : "it has to be a text that is not empty";
        if (problem != null) {
            throw new MessageFormatException(
                    "the property " + EncodedMessage.DUPLICATE_KEY + " is no key for repeated sends: " + problem);
        }
        return true;
    }

    private static Map<String, @Nullable Object> travelling(PropertyBag properties) {
        Map<String, @Nullable Object> all = properties.asMap();
        if (!all.containsKey(PropertyNames.DELIVERY_COUNT)) {
            return all;
        }
        Map<String, @Nullable Object> without = new LinkedHashMap<>(all);
        without.remove(PropertyNames.DELIVERY_COUNT);
        return without;
    }

    private static @Nullable Destination addressOf(jakarta.jms.@Nullable Destination destination) throws JMSException {
        if (destination == null) {
            return null;
        } else if (destination instanceof Addressed own) {
            return own.address();
        } else if (destination instanceof Queue queue) {
            return Destination.queue(queue.getQueueName());
        } else if (destination instanceof Topic topic) {
            return Destination.topic(topic.getTopicName());
        }
        throw new InvalidDestinationException(
                "a " + destination.getClass().getName() + " is no destination of this provider");
    }
}
