package io.angarium.jms.receiving;

import java.util.function.LongSupplier;

/**
 * How consumers receive.
 *
 * @param prefetchMessages messages that a consumer holds ready, 0 to fetch one at a time
 * @param prefetchBytes encoded bytes that a consumer holds ready
 * @param nanoTime {@link System#nanoTime}, for messages that expire while they are held ready
 */
public record ReceiveSettings(int prefetchMessages, int prefetchBytes, LongSupplier nanoTime) {}
