package io.angarium.jms.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Knows a line for the log that has just been written: a thousand connections that lose one broker say the same at one moment, and writing it
 * a thousand times would keep the processors from their return. Thread-safe; its lock is held for moments.
 */
final class Echo {
    static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoClock;
    private String last = "";
    private long lastAt;

    Echo(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Whether a line is the one that was new less than a moment ago. */
    synchronized boolean repeats(String line) {
        long now = nanoClock.getAsLong();
        if (line.equals(last) && now - lastAt < MOMENT_NANOS) {
            return true;
        }
        last = line;
        lastAt = now;
        return false;
    }
}
