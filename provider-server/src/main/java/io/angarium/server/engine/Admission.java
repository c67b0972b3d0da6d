package io.angarium.server.engine;

/** What becomes of a send to a destination with limits. */
sealed interface Admission {

    /** It is taken, perhaps for another queue. */
    record Take(PendingSend send) implements Admission {}

    /**
     * It waits for room.
     *
     * @param on where
     * @param patience milliseconds
     * @param why for its sender, when that is over
     */
    record Wait(MessageQueue on, long patience, String why) implements Admission {}

    /** It is dropped, and its sender is not told. */
    record Drop() implements Admission {}
}
