package io.angarium.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is encoded once by its sender and never again: an immutable stretch of bytes, the same on the wire, in memory and in
 * the journal. Big endian.
 *
 * <pre>
 * offset size
 *  0     1    layout version, 1
 *  1     1    body kind: 0 none, 1 text UTF-8, 2 bytes, 3 map, 4 stream, 5 object, 6 text UTF-16BE (has unpaired surrogates)
 *  2     1    flags: bit 0 persistent, bit 1 body is null (text, object), bit 2 the body is in parts, bit 3 the
 *               property {@link #DUPLICATE_KEY} is the application's own key for repeated sends
 *  3     1    priority 0..9
 *  4     4    H, length of the header section
 *  8     4    P, length of the properties section
 * 12     8    JMSTimestamp, milliseconds since the epoch, 0 if disabled
 * 20     H    header section:
 *               destination, reply-to  each: u8 kind (255 = none), and if present u16 length + UTF-8 name
 *               message id, type       each: u16 length + UTF-8, length 65535 = null
 *               correlation id         u8 0 none / 1 string / 2 bytes, then u16 length + bytes
 * 20+H   P    properties section: empty, or u16 count, then per entry u16 length + UTF-8 name, value ({@link TypedValues});
 *               of entries with the same name the first counts
 * 20+H+P …    body, to the end; of one in parts: i64 its number, i64 its length, i32 length of each part but the last
 * </pre>
 *
 * Instances share the array they were made with; nobody changes it afterwards.
 */
public final class EncodedMessage {
    /** Bytes before the header section. */
    public static final int FIXED_BYTES = 20;

    /** The property that holds the application's own key for repeated sends; {@code docs/reconnecting.md}. */
    public static final String DUPLICATE_KEY = "JMS_Angarium_DuplicateKey";

    private static final int VERSION = 1;
    static final int PERSISTENT = 1;
    static final int NULL_BODY = 2;
    static final int IN_PARTS = 4;
    static final int KEYED = 8;
    private static final int KNOWN_FLAGS = PERSISTENT | NULL_BODY | IN_PARTS | KEYED;

    /** What stands in the place of a body that is in parts. */
    static final int PARTS_BYTES = 20;

    private final byte[] bytes;

    private EncodedMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes over an array whose whole length is one encoded message; checks layout, version and section lengths, not the sections'
     * contents.
     *
     * @throws WireException if it cannot be a message
     */
    public static EncodedMessage of(byte[] bytes) {
        if (bytes.length < FIXED_BYTES) {
            throw new WireException("message of " + bytes.length + " bytes is shorter than its fixed part");
        }
        if (bytes[0] != VERSION) {
            throw new WireException("unknown message layout version " + bytes[0]);
        }
        EncodedMessage message = new EncodedMessage(bytes);
        long header = message.headerLength();
        long properties = message.propertiesLength();
        if (header < 0 || properties < 0 || FIXED_BYTES + header + properties > bytes.length) {
            throw new WireException(
                    "message sections of " + header + " and " + properties + " bytes exceed its " + bytes.length);
        }
        if (message.priority() > 9 || message.priority() < 0) {
            throw new WireException("message priority " + message.priority() + " is not 0 to 9");
        }
        if (message.bodyKind() < 0 || message.bodyKind() > BodyKind.LAST) {
            throw new WireException("unknown body kind " + message.bodyKind());
        }
        if ((bytes[2] & ~KNOWN_FLAGS) != 0) {
            throw new WireException("unknown message flags 0x" + Integer.toHexString(bytes[2] & 0xFF));
        }
        if (message.nullBody() && message.bodyLength() != 0) {
            throw new WireException("null body of " + message.bodyLength() + " bytes");
        }
        if (message.inParts()) {
            message.checkParts();
        }
        return message;
    }

    /** The bytes themselves; not to be changed. */
    public byte[] array() {
        return bytes;
    }

    /** Length of the whole in bytes. */
    public int size() {
        return bytes.length;
    }

    /** Body kind, see the layout. */
    public int bodyKind() {
        return bytes[1];
    }

    /** JMSDeliveryMode is PERSISTENT. */
    public boolean persistent() {
        return (bytes[2] & PERSISTENT) != 0;
    }

    /** The body is null, which is not the same as empty. */
    public boolean nullBody() {
        return (bytes[2] & NULL_BODY) != 0;
    }

    /** Whether the body is elsewhere, in parts; of bytes and stream messages. */
    public boolean inParts() {
        return (bytes[2] & IN_PARTS) != 0;
    }

    /** Number of the body that is in parts: from a client that of its session, from a broker its own. */
    public long partsBody() {
        return longAt(bodyOffset());
    }

    /** Length of the body that is in parts. */
    public long partsLength() {
        return longAt(bodyOffset() + 8);
    }

    /** Length of each part but the last. */
    public int partBytes() {
        return intAt(bodyOffset() + 16);
    }

    private void checkParts() {
        boolean kind = bodyKind() == BodyKind.BYTES || bodyKind() == BodyKind.STREAM;
        if (!kind
                || nullBody()
                || bodyLength() != PARTS_BYTES
                || partsBody() < 1
                || partsLength() < 1
                || partBytes() < 1) {
            throw new WireException("malformed reference to a body in parts, of kind " + bodyKind() + " with "
                    + bodyLength() + " bytes");
        }
    }

    /** The same message with another number of its body in parts. */
    public EncodedMessage withPartsBody(long body) {
        ByteBuffer out = ByteBuffer.wrap(bytes.clone());
        out.putLong(bodyOffset(), body);
        return of(out.array());
    }

    /** Whether the sender has set {@link #DUPLICATE_KEY}. */
    public boolean hasDuplicateKey() {
        return (bytes[2] & KEYED) != 0;
    }

    /** JMSPriority, 0 to 9. */
    public int priority() {
        return bytes[3];
    }

    /** Length of the header section in bytes. */
    public int headerLength() {
        return intAt(4);
    }

    /** Length of the properties section in bytes. */
    public int propertiesLength() {
        return intAt(8);
    }

    /** JMSTimestamp, milliseconds since the epoch, 0 if disabled. */
    public long timestamp() {
        return longAt(12);
    }

    /** Where the header section begins in {@link #array()}. */
    public int headerOffset() {
        return FIXED_BYTES;
    }

    /** Where the properties section begins in {@link #array()}. */
    public int propertiesOffset() {
        return FIXED_BYTES + headerLength();
    }

    /** Where the body begins in {@link #array()}; it reaches to the end. */
    public int bodyOffset() {
        return FIXED_BYTES + headerLength() + propertiesLength();
    }

    /** Length of the body in bytes. */
    public int bodyLength() {
        return bytes.length - bodyOffset();
    }

    /** The body as a read-only view. */
    public ByteBuffer body() {
        return ByteBuffer.wrap(bytes, bodyOffset(), bodyLength()).slice().asReadOnlyBuffer();
    }

    /**
     * The same message with properties added; one that it has already is replaced.
     *
     * @param extra values of {@link TypedValues}
     * @throws WireException if this message's properties section is malformed, or the result too large
     */
    public EncodedMessage withProperties(Map<String, Object> extra) {
        Map<String, Object> all = MessageReader.properties(this);
        all.putAll(extra);
        ByteSink section = new ByteSink(propertiesLength() + 512);
        MessageBuilder.writeProperties(section, all);
        long size = (long) bytes.length - propertiesLength() + section.length();
        if (size > Limits.MAX_DELIVERED_BYTES) {
            throw new WireException("message of " + size + " bytes, largest is " + Limits.MAX_DELIVERED_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate((int) size);
        out.put(bytes, 0, propertiesOffset());
        out.put(section.array(), 0, section.length());
        out.put(bytes, bodyOffset(), bodyLength());
        out.putInt(8, section.length());
        return of(out.array());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedMessage message && Arrays.equals(bytes, message.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Its size only: contents are not for logs. */
    @Override
    public String toString() {
        return "message of " + bytes.length + " bytes";
    }

    private long longAt(int offset) {
        return ((long) intAt(offset) << 32) | (intAt(offset + 4) & 0xFFFF_FFFFL);
    }

    private int intAt(int offset) {
        return (bytes[offset] & 0xFF) << 24
                | (bytes[offset + 1] & 0xFF) << 16
                | (bytes[offset + 2] & 0xFF) << 8
                | (bytes[offset + 3] & 0xFF);
    }
}
