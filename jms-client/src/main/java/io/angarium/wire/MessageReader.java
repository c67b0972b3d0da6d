package io.angarium.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the contents of an {@link EncodedMessage}. Nothing in a message is believed: what is malformed gives a {@link WireException},
 * and nothing is allocated from a length that the message does not have. Stateless.
 */
public final class MessageReader {
    static final int CORRELATION_NONE = 0;
    static final int CORRELATION_STRING = 1;
    static final int CORRELATION_BYTES = 2;

    /** What the 16 bits of the count can say. */
    static final int MAX_PROPERTIES = 65535;

    /** The kind that stands for no destination. */
    static final int NO_DESTINATION = 255;

    /** Name of one byte, value null. */
    static final int LEAST_ENTRY_BYTES = 4;

    private MessageReader() {}

    /** The whole header section. */
    public static MessageHeader header(EncodedMessage message) {
        WireInput in = headerInput(message);
        Destination destination = in.destination("destination");
        Destination replyTo = nullableDestination(in);
        String messageId = in.nullableString("messageId", WireInput.MAX_STRING_BYTES);
        String type = in.nullableString("type", WireInput.MAX_STRING_BYTES);
        Object correlationId = correlationId(in);
        in.end();
        return new MessageHeader(destination, replyTo, messageId, type, correlationId);
    }

    /** JMSDestination. */
    public static Destination destination(EncodedMessage message) {
        return headerInput(message).destination("destination");
    }

    /** JMSReplyTo, or null. */
    public static @Nullable Destination replyTo(EncodedMessage message) {
        WireInput in = headerInput(message);
        skipDestination(in);
        return nullableDestination(in);
    }

    /** JMSMessageID, or null. */
    public static @Nullable String messageId(EncodedMessage message) {
        return afterDestinations(message).nullableString("messageId", WireInput.MAX_STRING_BYTES);
    }

    /** JMSType, or null. */
    public static @Nullable String type(EncodedMessage message) {
        WireInput in = afterDestinations(message);
        in.skipNullableString("messageId");
        return in.nullableString("type", WireInput.MAX_STRING_BYTES);
    }

    /** JMSCorrelationID: a String, a byte[], or null. */
    public static @Nullable Object correlationId(EncodedMessage message) {
        WireInput in = afterDestinations(message);
        in.skipNullableString("messageId");
        in.skipNullableString("type");
        return correlationId(in);
    }

    /** The properties in the order in which they were set, in a map of the caller's own. */
    public static Map<String, Object> properties(EncodedMessage message) {
        WireInput in = propertiesInput(message);
        if (in.remaining() == 0) {
            return new LinkedHashMap<>();
        }
        Map<String, Object> properties = entries(in, in.count16("count", LEAST_ENTRY_BYTES, MAX_PROPERTIES));
        in.end();
        return properties;
    }

    /**
     * The text of a text message, null for a null body.
     *
     * @throws WireException if the body is not well-formed text
     */
    public static @Nullable String text(EncodedMessage message) {
        if (message.nullBody()) {
            return null;
        }
        WireInput in = bodyInput(message);
        return switch (message.bodyKind()) {
            case BodyKind.TEXT -> in.utf8("text", in.remaining());
            case BodyKind.TEXT_UTF16 -> in.utf16("text", in.remaining());
            default -> throw in.error("text", "body kind is " + message.bodyKind());
        };
    }

    /**
     * The entries of a map message in their order, in a map of the caller's own.
     *
     * @throws WireException if the body is not a well-formed map
     */
    public static Map<String, Object> map(EncodedMessage message) {
        WireInput in = bodyInput(message);
        expect(message, BodyKind.MAP, in);
        if (in.remaining() == 0) {
            return new LinkedHashMap<>();
        }
        Map<String, Object> entries = entries(in, in.count("count", LEAST_ENTRY_BYTES));
        in.end();
        return entries;
    }

    /**
     * The values of a stream message, in a list of the caller's own.
     *
     * @throws WireException if the body is not a well-formed stream
     */
    public static List<@Nullable Object> stream(EncodedMessage message) {
        WireInput in = bodyInput(message);
        expect(message, BodyKind.STREAM, in);
        List<@Nullable Object> values = new ArrayList<>();
        while (in.remaining() > 0) {
            values.add(TypedValues.read(in, "value"));
        }
        return values;
    }

    static WireInput headerInput(EncodedMessage message) {
        return new WireInput(message.array(), message.headerOffset(), message.headerLength(), "message header");
    }

    static WireInput propertiesInput(EncodedMessage message) {
        return new WireInput(
                message.array(), message.propertiesOffset(), message.propertiesLength(), "message properties");
    }

    private static WireInput bodyInput(EncodedMessage message) {
        return new WireInput(message.array(), message.bodyOffset(), message.bodyLength(), "message body");
    }

    private static WireInput afterDestinations(EncodedMessage message) {
        WireInput in = headerInput(message);
        skipDestination(in);
        skipDestination(in);
        return in;
    }

    private static void skipDestination(WireInput in) {
        if (in.u8("destination") != NO_DESTINATION) {
            in.skip("destination", in.u16("destination"));
        }
    }

    private static @Nullable Destination nullableDestination(WireInput in) {
        int kind = in.u8("replyTo");
        return kind == NO_DESTINATION ? null : in.destination("replyTo", kind);
    }

    private static @Nullable Object correlationId(WireInput in) {
        return switch (in.code("correlationId", 3)) {
            case CORRELATION_STRING -> in.string("correlationId", WireInput.MAX_STRING_BYTES);
            case CORRELATION_BYTES -> in.bytes("correlationId", in.u16("correlationId"));
            default -> null;
        };
    }

    /** Of entries with the same name the first counts, as in {@link PropertyFinder}. */
    private static Map<String, Object> entries(WireInput in, int count) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.name("name", WireInput.MAX_STRING_BYTES);
            Object value = TypedValues.read(in, "value");
            if (!map.containsKey(name)) {
                map.put(name, value);
            }
        }
        return map;
    }

    private static void expect(EncodedMessage message, int kind, WireInput in) {
        if (message.bodyKind() != kind) {
            throw in.error("kind", message.bodyKind() + " instead of " + kind);
        }
    }
}
