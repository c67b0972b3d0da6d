package io.angarium.server.testing;

import io.angarium.journal.JournalClock;

/** For a journal whose time stands still, where nothing depends on it. */
public record StoppedClock(long currentMillis) implements JournalClock {
    /** At the epoch. */
    public StoppedClock() {
        this(0);
    }

    @Override
    public long nanoTime() {
        return 0;
    }
}
