package io.angarium.server.engine.sim;

import io.angarium.wire.Destination;

/** A producer at its client, with its credit. */
final class SimProducer {
    final int number;
    final Destination destination;
    private long sentMessages;
    private long sentBytes;
    private long limitMessages;
    private long limitBytes;

    SimProducer(int number, Destination destination) {
        this.number = number;
        this.destination = destination;
    }

    void limits(long messages, long bytes) {
        ModelOutputs.require(
                messages >= limitMessages && bytes >= limitBytes,
                () -> "credit of producer " + number + " was taken back");
        limitMessages = messages;
        limitBytes = bytes;
    }

    /** It is opened again by another connection: credit counts from nothing. */
    void reopened() {
        sentMessages = 0;
        sentBytes = 0;
        limitMessages = 0;
        limitBytes = 0;
    }

    boolean maySend() {
        return sentMessages < limitMessages && sentBytes < limitBytes;
    }

    void sent(int size) {
        sentMessages++;
        sentBytes += size;
    }
}
