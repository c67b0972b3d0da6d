package io.angarium.jms.sending;

import io.angarium.wire.Destination;

/**
 * One open producer of the protocol: one destination and its credit.
 *
 * @param number its number in the connection
 * @param destination where it sends to
 * @param window its credit
 */
public record WireProducer(int number, Destination destination, ProducerWindow window) {}
