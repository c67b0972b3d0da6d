package io.angarium.server.engine;

/**
 * Which sends of a session may be confirmed: all up to the first that still waits for the disk. Owner: the engine's holder.
 *
 * <p>Sends that wait become durable in the order in which they were taken; whoever calls {@link #durable} sees to that.
 */
final class Confirmations {
    private long last;
    private long confirmable;
    private long confirmed;
    private int waiting;
    private boolean urgent;
    private boolean patient;

    /** @param start everything up to this number is confirmed */
    Confirmations(long start) {
        last = start;
        confirmable = start;
        confirmed = start;
    }

    /** Highest number that was taken. */
    long last() {
        return last;
    }

    /** Whether a send of the session waits for the disk. */
    boolean waits() {
        return waiting > 0;
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

    /** The oldest send that waited is on disk. */
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

    /** Whether the session is on the {@link Confirmer}'s list for the end of this round. */
    boolean urgent() {
        return urgent;
    }

    void urgent(boolean value) {
        urgent = value;
    }

    /** Whether the session is on the {@link Confirmer}'s list of those that can wait a little. */
    boolean patient() {
        return patient;
    }

    void patient(boolean value) {
        patient = value;
    }
}
