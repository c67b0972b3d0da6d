package io.angarium.server.policy;

import java.time.Duration;

/**
 * How long messages live.
 *
 * @param standard of those that their sender gives no time to live; zero for ever
 * @param min not shorter than this, whatever the sender says; zero for no bound
 * @param max not longer than this, whatever the sender says; zero for no bound
 */
public record ExpiryPolicy(Duration standard, Duration min, Duration max) {
    /** As the sender says. */
    public static final ExpiryPolicy OF_SENDER = new ExpiryPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * Milliseconds that a message lives.
     *
     * @param timeToLive what its sender says, 0 for ever
     * @return 0 for ever
     */
    public long timeToLive(long timeToLive) {
        long wanted = timeToLive == 0 ? standard.toMillis() : timeToLive;
        if (wanted != 0) {
            wanted = Math.max(wanted, min.toMillis());
        }
        if (max.isZero()) {
            return wanted;
        }
        return wanted == 0 ? max.toMillis() : Math.min(wanted, max.toMillis());
    }
}
