package io.angarium.server.engine;

import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.Written;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer asks for in the name of its destination, behind the name itself: {@code orders?consumer.priority=5}, or {@code
 * prices?consumer.kept=last&consumer.priority=5}. The name alone is what the destination is known by.
 *
 * @param destination without options
 * @param priority whoever has a higher one comes first
 * @param kept what a new subscription wants of what its topic keeps; null for what the policy says
 * @param serial whether it gets the next message of a group only when the one before is settled
 */
record ConsumerOptions(Destination destination, int priority, KeepPolicy.@Nullable Give kept, boolean serial) {
    private static final String MARK = "?consumer.";
    private static final String PRIORITY = "consumer.priority=";
    private static final String KEPT = "consumer.kept=";
    /** One message of a group at a time. */
    static final String SERIAL = "consumer.groups=serial";

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
            return new ConsumerOptions(named, 0, null, false);
        }
        ConsumerOptions options =
                new ConsumerOptions(new Destination(named.kind(), name.substring(0, mark)), 0, null, false);
        for (String option : name.substring(mark + 1).split("&", -1)) {
            options = options.with(option, named);
        }
        return options;
    }

    private ConsumerOptions with(String option, Destination named) {
        if (option.startsWith(PRIORITY)) {
            return new ConsumerOptions(destination, priority(option.substring(PRIORITY.length()), named), kept, serial);
        }
        if (option.equals(SERIAL)) {
            return new ConsumerOptions(destination, priority, kept, true);
        }
        if (option.startsWith(KEPT) && named.isTopic()) {
            String word = option.substring(KEPT.length());
            return Arrays.stream(KeepPolicy.Give.values())
                    .filter(give -> Written.word(give).equals(word))
                    .findFirst()
                    .map(give -> new ConsumerOptions(destination, priority, give, serial))
                    .orElseThrow(() -> refusal(named));
        }
        throw refusal(named);
    }

    private static int priority(String text, Destination named) {
        try {
            int priority = Integer.parseInt(text);
            if (priority >= -MOST && priority <= MOST) {
                return priority;
            }
        } catch (NumberFormatException none) {
            throw refusal(named);
        }
        throw refusal(named);
    }

    private static Refusal refusal(Destination named) {
        return new Refusal(
                ErrorCode.INVALID_DESTINATION,
                Registry.describe(named) + ": behind the name of a destination a consumer may say ?" + PRIORITY
                        + "N, with N from -" + MOST + " to " + MOST
                        + (named.isTopic() ? ", " + KEPT + "all, last or none" : "")
                        + ", and " + SERIAL + ", with & between, and nothing else");
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
