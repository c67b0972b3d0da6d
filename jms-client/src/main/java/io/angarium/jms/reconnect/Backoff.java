package io.angarium.jms.reconnect;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: twice as long each time up to a cap, and by chance between half of that and all of it, so that
 * clients that have lost the same broker do not come back at the same moment. Owned by the thread that connects.
 */
final class Backoff {
    private static final long FIRST_NANOS = 10_000_000;

    private final long capNanos;
    private final DoubleSupplier random;
    private int tries;

    /**
     * @param capNanos the longest pause
     * @param random from 0 to 1
     */
    Backoff(long capNanos, DoubleSupplier random) {
        this.capNanos = capNanos;
        this.random = random;
    }

    /** The next pause in nanoseconds. */
    long next() {
        long full = tries >= 30 ? capNanos : Math.min(capNanos, FIRST_NANOS << tries);
        tries++;
        long half = full / 2;
        return half + (long) (half * random.getAsDouble());
    }

    /** The connection has held for a while: the next loss begins with short pauses again. */
    void reset() {
        tries = 0;
    }
}
