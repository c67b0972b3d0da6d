package io.angarium.server.engine.sim;

import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.policy.RedeliveryPolicy.Order;
import java.time.Duration;

/**
 * Whether messages that were not accepted wait before they come again: in two of seven runs, and in two thirds of these what is behind them waits too. It follows from the seed, so that whatever else a
 * seed does stays as it is.
 */
record SimRetries(boolean used, boolean blocks) {
    /** The record that tells until when some wait. */
    static final int DELAYED = 14;

    private static final long FIRST = 60;
    private static final long LONGEST = 200;
    private static final int JITTER_PERCENT = 10;

    static SimRetries of(long seed) {
        boolean used = seed % 7 % 3 == 2;
        return new SimRetries(used, used && seed % 3 != 0);
    }

    RedeliveryPolicy policy(int attempts, Planted planted) {
        if (!used || planted == Planted.RETRY_AT_ONCE) {
            return RedeliveryPolicy.atOnce(attempts);
        }
        Order order = blocks && planted != Planted.RETRY_PASSED ? Order.BLOCK : Order.PASS;
        return new RedeliveryPolicy(
                attempts, Duration.ofMillis(FIRST), 2, Duration.ofMillis(LONGEST), JITTER_PERCENT, order);
    }

    /** How long a message waits at least after so many attempts. */
    long least(int attempts) {
        long exact = exact(attempts);
        return exact - exact * JITTER_PERCENT / 100;
    }

    /** How long a message waits at most after so many attempts. */
    long most(int attempts) {
        long exact = exact(attempts);
        return exact + exact * JITTER_PERCENT / 100;
    }

    private long exact(int attempts) {
        return used ? Math.min(LONGEST, FIRST << Math.min(8, attempts - 1)) : 0;
    }
}
