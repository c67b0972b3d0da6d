package io.angarium.server.engine.sim;

import java.util.List;

/**
 * A send as the engine took it.
 *
 * @param message what
 * @param stream producer session, destination, priority and mode: the unit of order
 * @param destination index of the destination by name
 * @param sequence number within its session
 * @param takenAt when, by the engine's clock
 * @param expiration 0 for never
 * @param deliveryTime 0 for at once
 * @param waitsForDisk may become visible only when the disk has it
 * @param connection who sent it
 * @param subscriptions those there were at the time, for a topic
 * @param places the queues where it is, by the rules of the time, for a queue
 * @param noRoom whether it found no room there, null if it did
 * @param inTransaction whether it is a transaction's
 */
record ModelSend(
        SimMessage message,
        String stream,
        io.angarium.wire.Destination destination,
        long sequence,
        long takenAt,
        long expiration,
        long deliveryTime,
        boolean waitsForDisk,
        ModelConnection connection,
        List<ModelQueue> subscriptions,
        List<String> places,
        Fate noRoom,
        boolean inTransaction) {

    boolean durableAnywhere(List<ModelEntry> entries) {
        return message.persistent() && entries.stream().anyMatch(e -> e.durable() && e.certain());
    }
}
