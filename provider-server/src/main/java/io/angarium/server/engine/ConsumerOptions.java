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
 * @param lease for how many milliseconds it has each delivery; 0 for as long as it likes, {@link #LEASE_OF_POLICY} for what the policy says
 * @param creates whether a destination that is not there is made, where the broker does that: who only looks wants none
 */
record ConsumerOptions(
        Destination destination,
        int priority,
        KeepPolicy.@Nullable Give kept,
        boolean serial,
        long lease,
        boolean creates) {
    static final long LEASE_OF_POLICY = -1;
    /** One message of a group at a time. */
    static final String SERIAL = "consumer.groups=serial";
    /** Only what is there. */
    static final String EXISTING = "consumer.create=no";

    private static final String MARK = "?consumer.";
    private static final String PRIORITY = "consumer.priority=";
    private static final String KEPT = "consumer.kept=";
    private static final String LEASE = "consumer.lease=";
    private static final String POLICY = "policy";
    private static final int MOST = 127;
    private static final long LONGEST = 30L * 24 * 60 * 60 * 1000;

    /**
     * Reads them.
     *
     * @throws Refusal if there are some that make no sense
     */
    static ConsumerOptions of(Destination named) {
        String name = named.name();
        int mark = name.indexOf(MARK);
        if (mark < 0) {
            return new ConsumerOptions(named, 0, null, false, 0, true);
        }
        ConsumerOptions options =
                new ConsumerOptions(new Destination(named.kind(), name.substring(0, mark)), 0, null, false, 0, true);
        for (String option : name.substring(mark + 1).split("&", -1)) {
            options = options.with(option, named);
        }
        return options;
    }

    private ConsumerOptions with(String option, Destination named) {
        if (option.startsWith(PRIORITY)) {
            int value = (int) number(named, option.substring(PRIORITY.length()), -MOST, MOST);
            return new ConsumerOptions(destination, value, kept, serial, lease, creates);
        }
        if (option.equals(SERIAL)) {
            return new ConsumerOptions(destination, priority, kept, true, lease, creates);
        }
        if (option.equals(EXISTING)) {
            return new ConsumerOptions(destination, priority, kept, serial, lease, false);
        }
        if (option.equals(LEASE + POLICY)) {
            return new ConsumerOptions(destination, priority, kept, serial, LEASE_OF_POLICY, creates);
        }
        if (option.startsWith(LEASE)) {
            long value = number(named, option.substring(LEASE.length()), 1, LONGEST);
            return new ConsumerOptions(destination, priority, kept, serial, value, creates);
        }
        if (option.startsWith(KEPT) && named.isTopic()) {
            String word = option.substring(KEPT.length());
            return Arrays.stream(KeepPolicy.Give.values())
                    .filter(give -> Written.word(give).equals(word))
                    .findFirst()
                    .map(give -> new ConsumerOptions(destination, priority, give, serial, lease, creates))
                    .orElseThrow(() -> refusal(named));
        }
        throw refusal(named);
    }

    private static long number(Destination named, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
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
                        + "N, with N from -" + MOST + " to " + MOST + ", " + LEASE + "MILLISECONDS, up to " + LONGEST
                        + (named.isTopic() ? ", " + KEPT + "all, last or none" : "")
                        + ", " + SERIAL + ", and " + EXISTING + ", with & between, and nothing else");
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
