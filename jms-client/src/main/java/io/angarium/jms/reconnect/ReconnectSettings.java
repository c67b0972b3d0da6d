package io.angarium.jms.reconnect;

/**
 * How persistently to connect.
 *
 * @param startNanos how long the first connection may take to come about, 0 for one try of each address
 * @param timeoutNanos how long to try again after a loss, {@link Long#MAX_VALUE} for ever
 * @param capNanos the longest pause between two tries
 * @param place the broker's addresses: who has equal ones meets the same broker, or none
 * @param shares whether it shares a socket with others for as long as it only sends
 */
public record ReconnectSettings(long startNanos, long timeoutNanos, long capNanos, Object place, boolean shares) {}
