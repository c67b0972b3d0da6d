package io.angarium.server.selector;

import java.util.Arrays;
import java.util.Optional;

/** The header fields that a selector may name, section 3.8.1.1, and the one property that the broker itself provides. */
enum Header {
    DELIVERY_MODE("JMSDeliveryMode", Type.TEXT),
    PRIORITY("JMSPriority", Type.NUMBER),
    MESSAGE_ID("JMSMessageID", Type.TEXT),
    TIMESTAMP("JMSTimestamp", Type.NUMBER),
    CORRELATION_ID("JMSCorrelationID", Type.TEXT),
    TYPE("JMSType", Type.TEXT),
    DELIVERY_COUNT("JMSXDeliveryCount", Type.NUMBER);

    private final String identifier;
    private final Type type;

    Header(String identifier, Type type) {
        this.identifier = identifier;
        this.type = type;
    }

    Type type() {
        return type;
    }

    static Optional<Header> named(String identifier) {
        return Arrays.stream(values())
                .filter(header -> header.identifier.equals(identifier))
                .findFirst();
    }
}
