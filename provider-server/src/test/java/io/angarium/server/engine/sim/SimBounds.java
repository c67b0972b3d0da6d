package io.angarium.server.engine.sim;

import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.wire.EncodedMessage;
import java.time.Duration;

/**
 * Whether all queues and subscriptions together take no more than some messages, or bytes of them, and others are refused: in every seventeenth run, unless one of them has a limit, or replaces messages, which then need no room, or keeps messages for late subscriptions. It follows from the seed, so that
 * whatever else a seed does stays as it is.
 *
 * @param inBytes whether bytes are counted, and not messages
 */
record SimBounds(boolean used, boolean inBytes) {
    private static final int MOST = 14;
    private static final int MOST_BYTES = 1500;

    static SimBounds of(long seed) {
        boolean used = seed % 17 == 12
                && !SimLimits.of(seed).used()
                && !SimLastValues.of(seed).used()
                && !SimKept.of(seed).used();
        return new SimBounds(used, seed / 17 % 2 == 1);
    }

    /** What is done where a message finds no room. */
    LimitPolicy standard() {
        return used ? policy(0, 0) : LimitPolicy.NONE;
    }

    /** The bounds of all together. */
    LimitPolicy all(Planted planted) {
        return used && planted != Planted.BOUNDS_IGNORED
                ? policy(inBytes ? 0 : MOST, inBytes ? MOST_BYTES : 0)
                : LimitPolicy.NONE;
    }

    /** How much there may be. */
    long most() {
        return inBytes ? MOST_BYTES : MOST;
    }

    /** How much of that a message takes. */
    long weight(EncodedMessage message) {
        return inBytes ? message.size() : 1;
    }

    private static LimitPolicy policy(int messages, int bytes) {
        return new LimitPolicy(messages, bytes, Full.REFUSE, Duration.ofSeconds(10), "OVERFLOW");
    }
}
