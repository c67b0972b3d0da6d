package io.angarium.server.engine.sim;

/** The stretch of the journal in which the record of a fact lies: between the beginning of its input and the end of its round. */
final class Place {

    /** What a crash leaves of it. */
    enum Survival {
        YES,
        NO,
        MAYBE
    }

    private final long from;
    private final String what;
    private final Fate fate;
    private final Place whole;
    private long to = Long.MAX_VALUE;
    private boolean confirmed;
    private Survival survival;

    Place(long from, String what) {
        this(from, what, null);
    }

    private Place(long from, String what, Place whole) {
        this.from = from;
        this.what = what;
        this.fate = new Fate(what);
        this.whole = whole;
    }

    /** The same stretch for a fact of its own, which may survive without the others: it lies in another group of records. */
    Place part() {
        return new Place(from, what, this);
    }

    /** The round has ended, all its records are appended. */
    void endsAt(long position) {
        to = position;
    }

    long from() {
        return from;
    }

    long to() {
        return whole == null ? to : whole.to();
    }

    private boolean isConfirmed() {
        return whole == null ? confirmed : whole.isConfirmed();
    }

    /** A client has been told that it is done. */
    void confirm() {
        confirmed = true;
    }

    /** The same for all that lie in one atomic group of records. */
    Fate fate() {
        return fate;
    }

    /** What the first crash after it left of it; later ones change nothing. */
    Survival survival(long lastPosition) {
        if (survival == null) {
            survival = lastPosition >= to() ? Survival.YES : lastPosition <= from ? Survival.NO : Survival.MAYBE;
            if (survival == Survival.NO && isConfirmed()) {
                throw new SimulationFailure(
                        "confirmed, and lost by a crash: " + this + ", journal ends at " + lastPosition);
            }
        }
        return survival;
    }

    /** Whether it is known to have survived a crash or clean stop. */
    boolean settled() {
        return survival == Survival.YES;
    }

    @Override
    public String toString() {
        return what + " at " + from + ".." + (to() == Long.MAX_VALUE ? "" : to()) + (isConfirmed() ? " confirmed" : "");
    }
}
