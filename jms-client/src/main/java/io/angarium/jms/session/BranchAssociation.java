package io.angarium.jms.session;

/** Which transaction number the work of an XA session names: that of its active association with a branch. Guarded by its own lock. */
final class BranchAssociation {
    private long last; // guarded by this
    private long number; // guarded by this

    /** The number for a send or an acknowledgement, 0 outside of branches. */
    synchronized long number() {
        return number;
    }

    /** A number for a new association, higher than all before. */
    synchronized long next() {
        return ++last;
    }

    /** The association of that number is active. */
    synchronized void begin(long started) {
        number = started;
    }

    /** No association is active. */
    synchronized void end() {
        number = 0;
    }
}
