package io.angarium.jms.message;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageHeader;
import io.angarium.wire.MessageReader;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one message (Jakarta Messaging 3.1 section 3.4). Those of a received message that need decoding are decoded when
 * one of them is asked for. Not thread-safe: belongs to its message.
 */
final class Headers {
    private @Nullable EncodedMessage source;
    private @Nullable Destinations destinations;
    private @Nullable String messageId;
    private @Nullable String type;
    private @Nullable Object correlation; // String or byte[]
    private @Nullable Destination destination;
    private @Nullable Destination replyTo;
    int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
    int priority = Message.DEFAULT_PRIORITY;
    long timestamp;
    long expiration;
    long deliveryTime;
    boolean redelivered;

    /** Headers of a new message. */
    Headers() {}

    /** Headers of a received message. */
    Headers(EncodedMessage encoded, Destinations destinations) {
        this.source = encoded;
        this.destinations = destinations;
        deliveryMode = encoded.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        priority = encoded.priority();
        timestamp = encoded.timestamp();
    }

    private void load() {
        EncodedMessage encoded = source;
        Destinations factory = destinations;
        if (encoded == null || factory == null) {
            return;
        }
        source = null;
        MessageHeader header = MessageReader.header(encoded);
        messageId = header.messageId();
        type = header.type();
        correlation = header.correlationId();
        destination = factory.of(header.destination());
        io.angarium.wire.Destination reply = header.replyTo();
        replyTo = reply == null ? null : factory.of(reply);
    }

    @Nullable
    String messageId() {
        load();
        return messageId;
    }

    void messageId(@Nullable String id) {
        load();
        messageId = id;
    }

    @Nullable
    String type() {
        load();
        return type;
    }

    void type(@Nullable String newType) {
        load();
        type = newType;
    }

    @Nullable
    Destination destination() {
        load();
        return destination;
    }

    void destination(@Nullable Destination newDestination) {
        load();
        destination = newDestination;
    }

    @Nullable
    Destination replyTo() {
        load();
        return replyTo;
    }

    void replyTo(@Nullable Destination newReplyTo) {
        load();
        replyTo = newReplyTo;
    }

    void correlation(@Nullable Object stringOrBytes) {
        load();
        correlation = stringOrBytes;
    }

    /** As it was set: a String, a byte array, or null. */
    @Nullable
    Object correlation() {
        load();
        return correlation;
    }

    @Nullable
    String correlationText() {
        load();
        return correlation instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) correlation;
    }

    byte @Nullable [] correlationBytes() {
        load();
        if (correlation instanceof byte[] bytes) {
            return bytes.clone();
        }
        return correlation == null ? null : ((String) correlation).getBytes(StandardCharsets.UTF_8);
    }
}
