package io.angarium.server.twophase;

import javax.transaction.xa.XAResource;

/**
 * The database under its name. It refuses to time transactions itself, since the transaction manager does that: Derby's timer would roll back at the same moment, and leave a connection that cancels
 * its next statement or cannot be closed.
 */
final class NamedDatabase extends NamedResource {
    static final String NAME = "database";

    NamedDatabase(XAResource real) {
        super(real, NAME);
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
