package io.angarium.server.engine;

import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Messages for tests. */
final class Messages {
    private static final Destination ANY = Destination.queue("any");

    private Messages() {}

    static EncodedMessage text(String text) {
        return with(text, true, 4, Map.of());
    }

    static EncodedMessage volatileText(String text) {
        return with(text, false, 4, Map.of());
    }

    static EncodedMessage priority(String text, int priority) {
        return with(text, true, priority, Map.of());
    }

    static EncodedMessage with(String text, Map<String, Object> properties) {
        return with(text, true, 4, properties);
    }

    static EncodedMessage with(String text, boolean persistent, int priority, Map<String, Object> properties) {
        return new MessageBuilder()
                .destination(ANY)
                .persistent(persistent)
                .priority(priority)
                .properties(properties)
                .text(text)
                .build();
    }

    /** The texts "from" to "to", both included. */
    static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }
}
