package io.angarium.jms.receiving;

import java.time.Clock;

/**
 * How consumers receive.
 *
 * @param prefetchMessages messages that a consumer holds ready, 0 to fetch one at a time
 * @param prefetchBytes encoded bytes that a consumer holds ready
 * @param clock for messages that expire while they are held ready
 */
public record ReceiveSettings(int prefetchMessages, int prefetchBytes, Clock clock) {}
