package io.angarium.server.engine;

/** Which sends of a session may be confirmed: all up to the first that still waits for the disk. Owner: the engine's holder. */
final class Confirmations {
    private long last;
    private long confirmable;
    private long confirmed;
    private int waiting;

    /** The number that the next send must have. */
    long expected() {
        return last + 1;
    }

    /** A send was taken that needs nothing more. */
    void settled(long sequence) {
        last = sequence;
        if (waiting == 0) {
            confirmable = sequence;
        }
    }

    /** A send was taken that waits for the disk. */
    void waiting(long sequence) {
        last = sequence;
        waiting++;
    }

    /** Whether some send waits for the disk. */
    boolean anyWaiting() {
        return waiting > 0;
    }

    /** A send that waited is on disk; they come in order. */
    void durable(long sequence) {
        waiting--;
        confirmable = waiting == 0 ? last : sequence;
    }

    /** How many sends could be confirmed now. */
    long due() {
        return confirmable - confirmed;
    }

    /** Confirms all that can be; returns the highest number. */
    long confirm() {
        confirmed = confirmable;
        return confirmed;
    }
}
