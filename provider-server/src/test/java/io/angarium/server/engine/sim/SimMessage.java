package io.angarium.server.engine.sim;

import io.angarium.wire.BodyKind;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A message of the simulation.
 *
 * @param number unique in a run; the body begins with it
 * @param group value of the property that selectors ask for
 * @param encoded as it travels
 */
record SimMessage(long number, int group, EncodedMessage encoded) {

    static SimMessage make(
            long number, Destination destination, boolean persistent, int priority, int group, int size, String key) {
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES + size).putLong(number);
        while (body.hasRemaining()) {
            body.put((byte) number);
        }
        EncodedMessage encoded = new MessageBuilder()
                .persistent(persistent)
                .priority(priority)
                .timestamp(number)
                .destination(destination)
                .messageId("ID:" + number)
                .properties(key == null ? Map.of("g", group) : Map.of("g", group, "JMSXGroupID", key))
                .body(BodyKind.BYTES, body.array())
                .build();
        return new SimMessage(number, group, encoded);
    }

    /** The number in the body of a delivered message. */
    static long numberOf(EncodedMessage message) {
        return message.body().getLong(0);
    }

    boolean persistent() {
        return encoded.persistent();
    }

    @Override
    public String toString() {
        return "m" + number + (persistent() ? "p" : "n") + encoded.priority() + "g" + group;
    }
}
