package io.angarium.journal;

/** The real time, for tests that need one. */
enum SystemTestClock implements JournalClock {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long currentMillis() {
        return System.currentTimeMillis();
    }
}
