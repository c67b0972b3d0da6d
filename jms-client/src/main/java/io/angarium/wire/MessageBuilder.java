package io.angarium.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes messages, once and by their sender; the layout is {@link EncodedMessage}'s. Made to be used again: {@link #clear}, set, build.
 * Byte arrays and maps given to it are read at the latest by {@link #build} and not kept in the result. Owned by one thread at a time.
 */
public final class MessageBuilder {
    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};

    private final ByteSink sections = new ByteSink(512);
    private final ByteSink content = new ByteSink(64);

    private boolean persistent;
    private boolean keyed;
    private int priority;
    private long timestamp;
    private @Nullable Destination destination;
    private @Nullable Destination replyTo;
    private @Nullable String messageId;
    private @Nullable String type;
    private @Nullable String correlationId;
    private byte @Nullable [] correlationBytes;
    private Map<String, Object> properties = Map.of();
    private int bodyKind;
    private int bodyFlag;
    private byte[] body = NOTHING;
    private int bodyOffset;
    private int bodyLength;

    /** A builder as after {@link #clear}. */
    public MessageBuilder() {
        clear();
    }

    /** Back to the defaults: persistent, priority 4, timestamp 0, no body, and nothing else set. */
    public MessageBuilder clear() {
        persistent = true;
        keyed = false;
        priority = 4;
        timestamp = 0;
        destination = null;
        replyTo = null;
        messageId = null;
        type = null;
        correlationId = null;
        correlationBytes = null;
        properties = Map.of();
        return body(BodyKind.NONE, NOTHING);
    }

    /** JMSDeliveryMode is PERSISTENT. */
    public MessageBuilder persistent(boolean value) {
        persistent = value;
        return this;
    }

    /** JMSPriority, 0 to 9. */
    public MessageBuilder priority(int value) {
        if (value < 0 || value > 9) {
            throw new IllegalArgumentException("priority " + value + " is not 0 to 9");
        }
        priority = value;
        return this;
    }

    /** JMSTimestamp, milliseconds since the epoch, 0 if disabled. */
    public MessageBuilder timestamp(long millis) {
        timestamp = millis;
        return this;
    }

    /** JMSDestination; must be set. */
    public MessageBuilder destination(Destination value) {
        destination = value;
        return this;
    }

    /** JMSReplyTo. */
    public MessageBuilder replyTo(@Nullable Destination value) {
        replyTo = value;
        return this;
    }

    /** JMSMessageID, null if disabled. */
    public MessageBuilder messageId(@Nullable String value) {
        messageId = value;
        return this;
    }

    /** JMSType. */
    public MessageBuilder type(@Nullable String value) {
        type = value;
        return this;
    }

    /** JMSCorrelationID as a string; replaces one of bytes. */
    public MessageBuilder correlationId(@Nullable String value) {
        correlationId = value;
        correlationBytes = null;
        return this;
    }

    /** JMSCorrelationIDAsBytes; replaces a string. */
    public MessageBuilder correlationIdBytes(byte @Nullable [] value) {
        correlationBytes = value;
        correlationId = null;
        return this;
    }

    /** Properties by name: values of {@link TypedValues}. */
    public MessageBuilder properties(Map<String, Object> values) {
        properties = values;
        return this;
    }

    /** Whether the property {@link EncodedMessage#DUPLICATE_KEY} was set by who sends this. */
    public MessageBuilder keyed(boolean value) {
        keyed = value;
        return this;
    }

    /** A body of that kind; the whole array is its encoded form. */
    public MessageBuilder body(int kind, byte[] bytes) {
        return body(kind, bytes, 0, bytes.length);
    }

    /** A body of that kind; a stretch of an array is its encoded form. */
    public MessageBuilder body(int kind, byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        bodyKind = Objects.checkIndex(kind, BodyKind.LAST + 1);
        bodyFlag = 0;
        body = bytes;
        bodyOffset = offset;
        bodyLength = length;
        return this;
    }

    /** A body of that kind; what remains of the buffer, which does not move, is its encoded form. */
    public MessageBuilder body(int kind, ByteBuffer buffer) {
        if (buffer.hasArray()) {
            return body(kind, buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        }
        content.clear();
        content.writeBytes(buffer);
        return body(kind, content.array(), 0, content.length());
    }

    /** A body of that kind that is null, which is not the same as empty. */
    public MessageBuilder nullBody(int kind) {
        body(kind, NOTHING);
        bodyFlag = EncodedMessage.NULL_BODY;
        return this;
    }

    /** A body of that kind that is elsewhere, in parts: its number, its length, and the length of each part but the last. */
    public MessageBuilder parts(int kind, long number, long length, int partBytes) {
        body(
                kind,
                ByteBuffer.allocate(EncodedMessage.PARTS_BYTES)
                        .putLong(number)
                        .putLong(length)
                        .putInt(partBytes)
                        .flip());
        bodyFlag = EncodedMessage.IN_PARTS;
        return this;
    }

    /** A text body, in the kind that can carry it; null is a null body. */
    public MessageBuilder text(@Nullable String text) {
        if (text == null) {
            return nullBody(BodyKind.TEXT);
        }
        if (Utf8.hasUnpaired(text)) {
            content.clear();
            content.writeUtf16(text);
            return body(BodyKind.TEXT_UTF16, content.array(), 0, content.length());
        }
        return body(BodyKind.TEXT, text.getBytes(UTF_8));
    }

    /** A map body: values of {@link TypedValues}. */
    public MessageBuilder map(Map<String, Object> entries) {
        content.clear();
        content.writeInt(entries.size());
        writeEntries(content, entries);
        return body(BodyKind.MAP, content.array(), 0, content.length());
    }

    /** A stream body: values of {@link TypedValues}. */
    public MessageBuilder stream(List<@Nullable Object> values) {
        content.clear();
        for (Object value : values) {
            TypedValues.write(content, value);
        }
        return body(BodyKind.STREAM, content.array(), 0, content.length());
    }

    /**
     * Encodes what has been set; the builder keeps it.
     *
     * @throws IllegalStateException if there is no destination
     * @throws IllegalArgumentException if a property's value is no typed value
     * @throws WireException if a name or identifier is empty, too long or not encodable, or the message too large
     */
    public EncodedMessage build() {
        sections.clear();
        writeFixed();
        int headerStart = sections.length();
        writeHeader();
        int propertiesStart = sections.length();
        writeProperties(sections, properties);
        int end = sections.length();
        sections.setInt(4, propertiesStart - headerStart);
        sections.setInt(8, end - propertiesStart);
        long size = (long) end + bodyLength;
        if (size > Limits.MAX_MESSAGE_BYTES) {
            throw new WireException("message of " + size + " bytes, largest is " + Limits.MAX_MESSAGE_BYTES);
        }
        byte[] bytes = new byte[(int) size];
        System.arraycopy(sections.array(), 0, bytes, 0, end);
        System.arraycopy(body, bodyOffset, bytes, end, bodyLength);
        return EncodedMessage.of(bytes);
    }

    private void writeFixed() {
        sections.writeByte(VERSION);
        sections.writeByte(bodyKind);
        sections.writeByte(
                (persistent ? EncodedMessage.PERSISTENT : 0) | bodyFlag | (keyed ? EncodedMessage.KEYED : 0));
        sections.writeByte(priority);
        sections.writeLong(0);
        sections.writeLong(timestamp);
    }

    private void writeHeader() {
        if (destination == null) {
            throw new IllegalStateException("no destination");
        }
        write(destination);
        if (replyTo == null) {
            sections.writeByte(MessageReader.NO_DESTINATION);
        } else {
            write(replyTo);
        }
        sections.writeNullableString(messageId);
        sections.writeNullableString(type);
        if (correlationId != null) {
            sections.writeByte(MessageReader.CORRELATION_STRING);
            sections.writeString(correlationId);
        } else if (correlationBytes != null) {
            if (correlationBytes.length > WireInput.MAX_STRING_BYTES) {
                throw new WireException("JMSCorrelationID has at most " + WireInput.MAX_STRING_BYTES
                        + " bytes, this one has " + correlationBytes.length);
            }
            sections.writeByte(MessageReader.CORRELATION_BYTES);
            sections.writeShort(correlationBytes.length);
            sections.writeBytes(correlationBytes, 0, correlationBytes.length);
        } else {
            sections.writeByte(MessageReader.CORRELATION_NONE);
        }
    }

    private void write(Destination value) {
        int before = sections.length();
        sections.writeByte(value.kind().code());
        sections.writeString(value.name());
        int bytes = sections.length() - before - 3;
        if (bytes < 1 || bytes > Limits.MAX_NAME_BYTES) {
            throw new WireException("destination name of " + bytes + " bytes is not 1 to " + Limits.MAX_NAME_BYTES);
        }
    }

    /** Writes a properties section; nothing for no properties. */
    static void writeProperties(ByteSink sink, Map<String, Object> properties) {
        int count = properties.size();
        if (count == 0) {
            return;
        }
        if (count > MessageReader.MAX_PROPERTIES) {
            throw new WireException(count + " properties, most are " + MessageReader.MAX_PROPERTIES);
        }
        sink.writeShort(count);
        writeEntries(sink, properties);
    }

    private static void writeEntries(ByteSink sink, Map<String, Object> entries) {
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            if (entry.getKey().isEmpty()) {
                throw new WireException("entry with an empty name");
            }
            sink.writeString(entry.getKey());
            TypedValues.write(sink, entry.getValue());
        }
    }
}
