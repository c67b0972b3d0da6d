package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;

/** Whether some subscribe to a pattern of topics: in every fourth run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimPatterns(boolean used) {
    /** Of names with one word, as those of the topics are. */
    private static final String ONE_WORD = "*";
    /** Of all names. */
    private static final String ALL = ">";
    /** A durable subscription that has always a pattern. */
    static final String DURABLE = "dw";

    static SimPatterns of(long seed) {
        return new SimPatterns(seed % 4 == 1);
    }

    /** Whether the next consumer of a topic names a pattern. */
    boolean next(int consumer) {
        return used && consumer % 2 == 0;
    }

    /** Which one. */
    static Destination pattern(int consumer) {
        return Destination.topic(consumer % 3 == 0 ? ALL : ONE_WORD);
    }

    static boolean pattern(String topic) {
        return topic.equals(ONE_WORD) || topic.equals(ALL);
    }

    /** Whether a subscription of a topic, or of a pattern, is for what is published to a topic. */
    static boolean matches(String subscribed, String topic) {
        return subscribed.equals(topic) || pattern(subscribed) && !topic.startsWith(ModelQueue.TEMPORARY_TOPIC);
    }

    /** With a planted fault, one of the topics in the place of a pattern. */
    static Destination heard(Planted planted, ConsumerFrame.OpenConsumer open) {
        boolean other = planted == Planted.PATTERN_NARROWED
                && pattern(open.destination().name());
        return other ? Destination.topic("t0") : open.destination();
    }
}
