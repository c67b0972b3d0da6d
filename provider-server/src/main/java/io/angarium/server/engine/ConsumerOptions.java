package io.angarium.server.engine;

import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;

/**
 * What a consumer asks for in the name of its destination, behind the name itself: {@code orders?consumer.priority=5}. The name alone is what
 * the destination is known by.
 *
 * @param destination without options
 * @param priority whoever has a higher one comes first
 */
record ConsumerOptions(Destination destination, int priority) {
    private static final String MARK = "?consumer.";
    private static final String PRIORITY = MARK + "priority=";
    private static final int MOST = 127;

    /**
     * Reads them.
     *
     * @throws Refusal if there are some that make no sense
     */
    static ConsumerOptions of(Destination named) {
        String name = named.name();
        int mark = name.indexOf(MARK);
        if (mark < 0) {
            return new ConsumerOptions(named, 0);
        }
        Destination destination = new Destination(named.kind(), name.substring(0, mark));
        String text = name.substring(mark);
        if (text.startsWith(PRIORITY)) {
            try {
                int priority = Integer.parseInt(text.substring(PRIORITY.length()));
                if (priority >= -MOST && priority <= MOST) {
                    return new ConsumerOptions(destination, priority);
                }
            } catch (NumberFormatException none) {
                throw refusal(named);
            }
        }
        throw refusal(named);
    }

    private static Refusal refusal(Destination named) {
        return new Refusal(
                ErrorCode.INVALID_DESTINATION,
                Registry.describe(named) + ": behind the name of a destination a consumer may say " + PRIORITY
                        + "N, with N from -" + MOST + " to " + MOST + ", and nothing else");
    }

    /**
     * Checks the name of a destination that is to be made.
     *
     * @throws Refusal if it has options of consumers
     */
    static void checkNone(String name) {
        if (name.contains(MARK)) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    "'" + name + "': options that begin with " + MARK + " are for consumers; leave them out here");
        }
    }
}
