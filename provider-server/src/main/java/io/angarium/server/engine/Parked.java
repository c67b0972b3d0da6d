package io.angarium.server.engine;

/** Messages of which memory has no more than this: what they are is in a list in the journal, and their records live as ever. */
sealed interface Parked permits ParkedRun, ParkedSends {

    /** What is known of them. */
    ParkedRun.Contents contents();

    /** Whether their list cannot be read. */
    boolean lost();

    /** Where they are, for people. */
    String where();
}
