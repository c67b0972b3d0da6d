package io.angarium.journal;

/** A clock that stands still. */
final class FixedClock implements JournalClock {
    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public long currentMillis() {
        return 1_000_000;
    }
}
