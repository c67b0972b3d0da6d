package io.angarium.server.selector;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageReader;
import io.angarium.wire.PropertyFinder;
import org.jspecify.annotations.Nullable;

/** The facts of an encoded message: reads just what is asked, out of the bytes. */
record EncodedFacts(EncodedMessage message, int deliveryCount) implements Facts {

    @Override
    public @Nullable Object property(PropertyName name) {
        return PropertyFinder.find(message, name.utf8());
    }

    @Override
    public @Nullable Object header(Header header) {
        return switch (header) {
            case DELIVERY_MODE -> message.persistent() ? "PERSISTENT" : "NON_PERSISTENT";
            case PRIORITY -> (long) message.priority();
            case MESSAGE_ID -> MessageReader.messageId(message);
            case TIMESTAMP -> message.timestamp();
            case CORRELATION_ID -> MessageReader.correlationId(message) instanceof String text ? text : null;
            case TYPE -> MessageReader.type(message);
            case DELIVERY_COUNT -> (long) deliveryCount;
        };
    }
}
