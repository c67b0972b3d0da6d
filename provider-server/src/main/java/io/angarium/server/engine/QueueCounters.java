package io.angarium.server.engine;

import io.angarium.server.effect.Effect;

/** What happened to the messages of one queue; totals count since the broker started. Owner: the engine's holder. */
final class QueueCounters {
    private long arrived;
    private long acknowledged;
    private long expired;
    private long dead;
    private long purged;
    private long messages;
    private long bytes;
    private int inFlight;

    void arrived(int size) {
        arrived++;
        messages++;
        bytes += size;
    }

    /** A restart has found so many. */
    void arrived(int count, long theirBytes) {
        arrived += count;
        messages += count;
        bytes += theirBytes;
    }

    /** So many are gone with their queue. */
    void purged(int count, long theirBytes) {
        purged += count;
        messages -= count;
        bytes -= theirBytes;
    }

    void left(int size, Effect.Reason reason) {
        messages--;
        bytes -= size;
        switch (reason) {
            case ACKNOWLEDGED -> acknowledged++;
            case EXPIRED -> expired++;
            case DEAD -> dead++;
            case PURGED -> purged++;
        }
    }

    void inFlight(int change) {
        inFlight += change;
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

    /** Messages in the queue, whatever their state. */
    long messages() {
        return messages;
    }

    /** Encoded bytes of these. */
    long bytes() {
        return bytes;
    }

    /** Delivered, not acknowledged. */
    int inFlight() {
        return inFlight;
    }
}
