package io.angarium.server.policy;

import io.angarium.server.selector.Selector;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule by which messages that are sent to some destinations go to others too, or instead.
 *
 * @param name for people
 * @param from what they are sent to
 * @param where which of them, null for all
 * @param to where they go
 * @param keep whether they are also where they were sent to
 */
public record Route(String name, NamePattern from, @Nullable Selector where, List<Place> to, boolean keep) {
    /** A queue or topic. */
    public record Place(boolean topic, String name) {
        private static final String QUEUE = "queue:";
        private static final String TOPIC = "topic:";

        /** Reads {@code name}, {@code queue:name} or {@code topic:name}. */
        public static Place of(String text) {
            boolean topic = text.startsWith(TOPIC);
            return new Place(topic, topic || text.startsWith(QUEUE) ? text.substring(TOPIC.length()) : text);
        }

        @Override
        public String toString() {
            return (topic ? TOPIC : QUEUE) + name;
        }
    }

    /** Where they go, as it is written. */
    public String written() {
        return to.stream().map(Place::toString).collect(Collectors.joining(", "));
    }
}
