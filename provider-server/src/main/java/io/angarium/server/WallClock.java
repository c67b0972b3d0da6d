package io.angarium.server;

import io.angarium.journal.JournalClock;

/** The machine's clocks. */
final class WallClock implements JournalClock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long currentMillis() {
        return System.currentTimeMillis();
    }
}
