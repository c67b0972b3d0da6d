package io.angarium.server.twophase;

import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import java.io.PrintStream;
import java.util.HexFormat;
import javax.transaction.xa.Xid;

/**
 * The moment at which this JVM is to be interrupted, once: it halts there, or tells its parent and waits for a line. Used by the thread
 * that runs the transaction or the scan.
 */
final class Crossing {
    static final int HALTED = 9;

    private final Lines parent;
    private final PrintStream out;
    private Moment moment;
    private boolean halts;

    Crossing(Lines parent, PrintStream out) {
        this.parent = parent;
        this.out = out;
    }

    /** @param halts whether this JVM ends there; else its parent does what it wants and writes a line */
    void expect(Moment expected, boolean haltsThere) {
        moment = expected;
        halts = haltsThere;
    }

    /** The transaction is there. */
    void reached(Moment here, Xid xid) {
        if (here != moment) {
            return;
        }
        moment = null;
        if (halts) {
            Runtime.getRuntime().halt(HALTED);
        }
        out.println(Child.WORD + "AT " + here + " " + HexFormat.of().formatHex(xid.getGlobalTransactionId()));
        parent.next();
    }
}
