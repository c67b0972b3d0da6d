package io.angarium.server.engine;

import java.time.Instant;

/** What people are told of a queue that is full. */
final class Fullness {
    private Fullness() {}

    /** That a queue is full, by which limit, and since when. */
    static String of(MessageQueue queue) {
        Fill fill = Fill.of(queue);
        return describe(queue) + " is full: it has " + queue.counters().messages() + " messages of "
                + queue.counters().bytes() + " bytes, " + reserved(fill) + fill.limit() + ", reached since "
                + Instant.ofEpochMilli(fill.since());
    }

    /** What room is taken although it is not seen in the queue. */
    private static String reserved(Fill fill) {
        return fill.reservedMessages() == 0
                ? ""
                : "transactions that have not ended have room for " + fill.reservedMessages() + " of "
                        + fill.reservedBytes() + " bytes, ";
    }

    /** What a queue or subscription is called. */
    static String describe(MessageQueue queue) {
        return queue.subscription() == null
                ? Registry.describe(queue.destination())
                : "subscription '" + queue.label() + "'";
    }
}
