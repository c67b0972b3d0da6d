package io.angarium.server.twophase;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jboss.tm.XAResourceWrapper;

/**
 * The database under the name by which the transaction manager's log knows it, so that a log can be told from one whose database was not asked. It refuses to time transactions itself, since the
 * transaction manager does that: Derby's timer would roll back at the same moment, and leave a connection that cancels its next statement or cannot be closed.
 */
record NamedDatabase(XAResource getResource) implements XAResourceWrapper {
    static final String NAME = "database";

    static XAResource of(XAResource real) {
        return new NamedDatabase(real);
    }

    @Override
    public String getJndiName() {
        return NAME;
    }

    @Override
    public String getProductName() {
        return "";
    }

    @Override
    public String getProductVersion() {
        return "";
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        getResource.start(xid, flags);
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        getResource.end(xid, flags);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return getResource.prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        getResource.commit(xid, onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        getResource.rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        getResource.forget(xid);
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return getResource.recover(flags);
    }

    @Override
    public boolean isSameRM(XAResource other) throws XAException {
        return getResource.isSameRM(other instanceof NamedDatabase named ? named.getResource : other);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return getResource.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
