package io.angarium.server.twophase;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jboss.tm.XAResourceWrapper;

/** A resource under the name by which the transaction manager's log knows it, so that a log can be told from one whose resource was not asked. Otherwise the one that it stands for. */
class NamedResource implements XAResourceWrapper {
    private final XAResource real;
    private final String name;

    NamedResource(XAResource real, String name) {
        this.real = real;
        this.name = name;
    }

    @Override
    public final XAResource getResource() {
        return real;
    }

    @Override
    public final String getJndiName() {
        return name;
    }

    @Override
    public final String getProductName() {
        return "";
    }

    @Override
    public final String getProductVersion() {
        return "";
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        real.start(xid, flags);
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        real.end(xid, flags);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return real.prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        real.commit(xid, onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        real.rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        real.forget(xid);
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return real.recover(flags);
    }

    @Override
    public boolean isSameRM(XAResource other) throws XAException {
        return real.isSameRM(other instanceof NamedResource named ? named.real : other);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return real.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return real.setTransactionTimeout(seconds);
    }
}
