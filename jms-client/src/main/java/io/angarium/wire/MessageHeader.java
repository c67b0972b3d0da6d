package io.angarium.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the header section of an {@link EncodedMessage} says.
 *
 * @param destination JMSDestination
 * @param replyTo JMSReplyTo, or null
 * @param messageId JMSMessageID, or null
 * @param type JMSType, or null
 * @param correlationId JMSCorrelationID: a String, a byte[], or null
 */
public record MessageHeader(
        Destination destination,
        @Nullable Destination replyTo,
        @Nullable String messageId,
        @Nullable String type,
        @Nullable Object correlationId) {}
