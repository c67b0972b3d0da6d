package io.angarium.server.engine;

import io.angarium.server.schedule.Recurring;
import io.angarium.server.schedule.Schedule;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageReader;
import io.angarium.wire.PropertyFinder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a message is to be delivered and when it expires.
 *
 * @param delivery broker's time before which it is not delivered, 0 for none; of one that recurs the first one, negative
 * @param expiration broker's time when it expires, 0 for never; of one that recurs, when its first one does
 */
record SendTimes(long delivery, long expiration) {
    /** Each time is written with the message that is delivered then, and the next one, as one. */
    static final int LARGEST_RECURRING = 256 * 1024;

    /** What is delivered has the identifier with its time behind it. */
    private static final int LONGEST_ID = 1_000;

    private static final byte[] PROPERTY = Schedule.PROPERTY.getBytes(StandardCharsets.UTF_8);

    /**
     * The times of a message that is sent now.
     *
     * @param delay as its sender says, milliseconds
     * @param timeToLive as its sender and the policy say, milliseconds, 0 for ever
     * @throws Refusal if it names times that cannot be
     */
    static SendTimes of(Target target, EncodedMessage message, long now, long delay, long timeToLive) {
        Schedule schedule = schedule(message);
        long delivery = delay > 0 ? saturatedAdd(now, delay) : 0;
        if (schedule instanceof Recurring recurring) {
            check(target, message);
            OptionalLong first = recurring.next(Math.max(now, delivery));
            if (first.isEmpty()) {
                throw refused("its time never comes");
            }
            return new SendTimes(-first.getAsLong(), timeToLive == 0 ? 0 : saturatedAdd(first.getAsLong(), timeToLive));
        }
        if (schedule instanceof Schedule.Once once && once.millis() > now) {
            delivery = Math.max(delivery, once.millis());
        }
        return new SendTimes(delivery, timeToLive > 0 ? saturatedAdd(now, timeToLive) : 0);
    }

    private static void check(Target target, EncodedMessage message) {
        if (!(target instanceof MessageQueue)) {
            throw refused("a message that recurs is sent to a queue, not to a topic");
        }
        String id = MessageReader.messageId(message);
        if (id != null && id.length() > LONGEST_ID) {
            throw refused("a message that recurs has an identifier of at most " + LONGEST_ID + " characters");
        }
        if (message.inParts() || message.size() > LARGEST_RECURRING) {
            throw refused("a message that recurs has at most " + LARGEST_RECURRING + " bytes");
        }
    }

    /**
     * What a message says of its times, or null.
     *
     * @throws Refusal if that cannot be understood
     */
    static @Nullable Schedule schedule(EncodedMessage message) {
        Object value = message.propertiesLength() == 0 ? null : PropertyFinder.find(message, PROPERTY);
        if (value == null) {
            return null;
        }
        try {
            return Schedule.parse(value);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static Refusal refused(String why) {
        return new Refusal(ErrorCode.PROTOCOL, "property " + Schedule.PROPERTY + ": " + why);
    }

    static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }
}
