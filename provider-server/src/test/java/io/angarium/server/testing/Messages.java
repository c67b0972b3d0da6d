package io.angarium.server.testing;

import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Encoded messages, laid out by hand after the table in {@link EncodedMessage}. */
public final class Messages {
    private Messages() {}

    /** A bytes message for a queue. */
    public static EncodedMessage bytes(String queue, boolean persistent, byte[] body) {
        byte[] name = queue.getBytes(StandardCharsets.UTF_8);
        int header = 1 + 2 + name.length + 1 + 2 + 2 + 1;
        int properties = 2;
        ByteBuffer out = ByteBuffer.allocate(EncodedMessage.FIXED_BYTES + header + properties + body.length);
        out.put((byte) 1).put((byte) 2).put((byte) (persistent ? 1 : 0)).put((byte) 4);
        out.putInt(header).putInt(properties).putLong(0);
        out.put((byte) Destination.Kind.QUEUE.code())
                .putShort((short) name.length)
                .put(name);
        out.put((byte) 255).putShort((short) -1).putShort((short) -1).put((byte) 0);
        out.putShort((short) 0).put(body);
        return EncodedMessage.of(out.array());
    }

    /** A message whose body is a text in UTF-8. */
    public static EncodedMessage text(String queue, String text) {
        return bytes(queue, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The body of {@link #text}. */
    public static String textOf(EncodedMessage message) {
        return StandardCharsets.UTF_8.decode(message.body()).toString();
    }
}
