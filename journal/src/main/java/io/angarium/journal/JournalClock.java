package io.angarium.journal;

/** The time, as the host of a journal sees it. */
public interface JournalClock {
    /** Returns nanoseconds since some fixed moment; only differences mean anything. */
    long nanoTime();

    /** Returns milliseconds since 1970. */
    long currentMillis();
}
