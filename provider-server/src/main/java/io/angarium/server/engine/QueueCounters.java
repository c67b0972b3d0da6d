package io.angarium.server.engine;

import io.angarium.server.effect.Effect;

/** What happened to the messages of one queue; totals count since the broker started. Owner: the engine's holder. */
final class QueueCounters {
    private final Totals totals;
    private long arrived;
    private long acknowledged;
    private long expired;
    private long dead;
    private long purged;
    private long dropped;
    private long replaced;
    private long refused;
    private long diverted;
    private long disconnected;
    private long messages;
    private long bytes;
    private int inFlight;
    private long inFlightBytes;

    /** @param totals that this queue counts for too */
    QueueCounters(Totals totals) {
        this.totals = totals;
    }

    void arrived(long size) {
        arrived++;
        messages++;
        bytes += size;
        totals.add(1, size);
    }

    /** A restart has found so many. */
    void arrived(int count, long theirBytes) {
        arrived += count;
        messages += count;
        bytes += theirBytes;
        totals.add(count, theirBytes);
    }

    /** So many are gone with their queue. */
    void purged(int count, long theirBytes) {
        purged += count;
        messages -= count;
        bytes -= theirBytes;
        totals.add(-count, -theirBytes);
    }

    void left(long size, Effect.Reason reason) {
        messages--;
        bytes -= size;
        totals.add(-1, -size);
        switch (reason) {
            case ACKNOWLEDGED -> acknowledged++;
            case EXPIRED -> expired++;
            case DEAD -> dead++;
            case PURGED -> purged++;
            case DROPPED -> dropped++;
            case REPLACED -> replaced++;
        }
    }

    void delivered(long size) {
        inFlight++;
        inFlightBytes += size;
    }

    void settled(long size) {
        inFlight--;
        inFlightBytes -= size;
    }

    long arrived() {
        return arrived;
    }

    long acknowledged() {
        return acknowledged;
    }

    long expired() {
        return expired;
    }

    long dead() {
        return dead;
    }

    long purged() {
        return purged;
    }

    /** Those that found no room, or made room for younger ones. */
    long dropped() {
        return dropped;
    }

    /** Those whose place a newer one of the same value took. */
    long replaced() {
        return replaced;
    }

    /** A message found no room and is nowhere. */
    void drop() {
        dropped++;
    }

    /** Those that found no room, and whose senders were told so. */
    long refused() {
        return refused;
    }

    void refuse() {
        refused++;
    }

    /** Those that found no room and went to another queue. */
    long diverted() {
        return diverted;
    }

    void divert() {
        diverted++;
    }

    /** Slow consumers whose connections were ended. */
    long disconnected() {
        return disconnected;
    }

    void disconnect() {
        disconnected++;
    }

    /** Messages in the queue, whatever their state. */
    long messages() {
        return messages;
    }

    /** Encoded bytes of these, with the whole of bodies in parts. */
    long bytes() {
        return bytes;
    }

    /** Delivered, not acknowledged. */
    int inFlight() {
        return inFlight;
    }

    /** How many bytes these have, as in {@link #bytes}. */
    long inFlightBytes() {
        return inFlightBytes;
    }
}
