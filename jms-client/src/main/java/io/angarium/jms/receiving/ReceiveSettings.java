package io.angarium.jms.receiving;

import java.util.function.LongSupplier;

/**
 * How consumers receive.
 *
 * @param prefetchMessages messages that a consumer holds ready, 0 to fetch one at a time
 * @param prefetchBytes encoded bytes that a consumer holds ready
 * @param nanoTime {@link System#nanoTime}, for messages that expire while they are held ready
 * @param leaseMillis for how long a consumer has each delivery, 0 for what the broker's policy says, negative for as long as it likes
 */
public record ReceiveSettings(int prefetchMessages, int prefetchBytes, LongSupplier nanoTime, int leaseMillis) {
    /** The same, where deliveries are the consumer's until it is done with them. */
    public ReceiveSettings withoutLease() {
        return new ReceiveSettings(prefetchMessages, prefetchBytes, nanoTime, -1);
    }
}
