package io.angarium.examples.benchmark.scenario;

/**
 * A stream of messages: who sends how, who receives how. Built step by step from {@link #of}.
 *
 * @param producers how many, each with a connection and a thread of its own
 * @param sending how they send
 * @param batch messages in a transaction, on both sides, where these are transacted
 * @param perSecond messages per second of each producer, 0 for as fast as it goes
 * @param consumers how many, each with a connection of its own; 0 to measure the sends and receive afterwards
 * @param audience what they consume from
 * @param receiving how they receive
 * @param bodyBytes length of each body
 * @param ahead most messages that may be sent and not received; it keeps a slow consumer's queue short
 * @param destinations over how many queues the messages are spread
 */
record Shape(
        int producers,
        Sending sending,
        int batch,
        double perSecond,
        int consumers,
        Audience audience,
        Receiving receiving,
        int bodyBytes,
        long ahead,
        int destinations) {
    private static final int KIB = 1024;
    private static final long AHEAD = 10_000;

    /** How a producer sends. */
    enum Sending {
        /** Persistent, each send waits for its confirmation. */
        BLOCKING,
        /** Persistent with a completion listener, at most 1,000 in flight. */
        ASYNCHRONOUS,
        /** Not persistent. */
        NON_PERSISTENT,
        /** Persistent in transactions. */
        TRANSACTED
    }

    /** How a consumer receives. */
    enum Receiving {
        /** A listener in AUTO_ACKNOWLEDGE mode. */
        LISTENER,
        /** A blocking receive in transactions. */
        TRANSACTED
    }

    /** What consumers share. */
    enum Audience {
        /** Queues: each message goes to one consumer. */
        QUEUE,
        /** A topic, each consumer a subscriber while it is there. */
        SUBSCRIBERS,
        /** A topic, each consumer with a durable subscription. */
        DURABLE,
        /** A topic with one shared durable subscription for all. */
        SHARED;

        boolean topic() {
            return this != QUEUE;
        }

        /** Whether each consumer gets every message. */
        boolean each() {
            return this == SUBSCRIBERS || this == DURABLE;
        }
    }

    static Shape of(int producers, Sending sending, int consumers, Audience audience, Receiving receiving) {
        return new Shape(producers, sending, 1, 0, consumers, audience, receiving, KIB, AHEAD, 1);
    }

    /** Producers alone; what they sent is received and checked after the window. */
    static Shape sends(int producers, Sending sending) {
        return new Shape(producers, sending, 1, 0, 0, Audience.QUEUE, Receiving.TRANSACTED, KIB, Long.MAX_VALUE, 1);
    }

    /** Sequences of messages that keep their order: one for each producer and destination. */
    int lanes() {
        return producers * destinations;
    }

    Shape inBatchesOf(int messages) {
        return new Shape(
                producers,
                sending,
                messages,
                perSecond,
                consumers,
                audience,
                receiving,
                bodyBytes,
                ahead,
                destinations);
    }

    Shape at(double rate) {
        return new Shape(
                producers, sending, batch, rate, consumers, audience, receiving, bodyBytes, ahead, destinations);
    }

    Shape withBodies(int bytes, long atMostAhead) {
        return new Shape(
                producers, sending, batch, perSecond, consumers, audience, receiving, bytes, atMostAhead, destinations);
    }

    Shape over(int queues) {
        return new Shape(
                producers, sending, batch, perSecond, consumers, audience, receiving, bodyBytes, ahead, queues);
    }
}
