package io.angarium.jms.session;

/** The number of a session's current transaction: they count 1, 2, 3 … and begin with their first use. Guarded by its own lock. */
final class LocalTransaction {
    private long number = 1; // guarded by this
    private boolean used; // guarded by this

    /** The number, for a send or an acknowledgement. */
    synchronized long use() {
        used = true;
        return number;
    }

    synchronized boolean isUsed() {
        return used;
    }

    /** It has ended; the next one takes its place. */
    synchronized void next() {
        number++;
        used = false;
    }
}
