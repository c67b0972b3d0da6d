package io.angarium.server.engine;

/** The engine's time: what the host last said, and never less than before. Owner: the engine's holder. */
final class BrokerClock {
    private long now;

    /** Milliseconds since the epoch. */
    long now() {
        return now;
    }

    /** Moves on; a clock that jumps back has no effect. */
    void advance(long millis) {
        now = Math.max(now, millis);
    }
}
