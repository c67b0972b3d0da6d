package io.angarium.ra.broker;

import io.angarium.jms.recovery.RecoveryResource;
import io.angarium.jms.session.BrokerIdentity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * The XAResource of a managed connection, and what that of an endpoint is made of: Connectors 2.1 section 7.6.2. Containers keep it for recovery and
 * destroy the managed connection between two scans; so what ends branches and does not begin them (recover, commit, rollback, forget) goes by a connection of its own
 * when this one is gone. Any thread.
 */
public class BranchResource implements XAResource, BrokerIdentity {
    /** How long the second phase of a transaction waits for a broker that is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = System.getLogger(BranchResource.class.getName());

    private final XAResource session;
    private final UUID broker;
    private final Gone gone;
    private final Supplier<RecoveryResource> recovery;
    private final SecondPhase secondPhase;
    private final AtomicBoolean associated = new AtomicBoolean();

    /** Whether the connection is destroyed or broken. */
    @FunctionalInterface
    public interface Gone {
        /** Whether it is. */
        boolean isGone();
    }

    /**
     * The resource of a session.
     *
     * @param session the resource of the connection's session
     * @param broker where it leads
     * @param gone whether it can still be used
     * @param recovery makes, or has, the one that is used instead
     */
    public BranchResource(XAResource session, UUID broker, Gone gone, Supplier<RecoveryResource> recovery) {
        this.session = session;
        this.broker = broker;
        this.gone = gone;
        this.recovery = recovery;
        this.secondPhase = new SecondPhase(recovery, PATIENCE);
    }

    /** Whether the session works in a branch now. */
    public boolean isAssociated() {
        return associated.get();
    }

    /** Whether its connection is destroyed or broken. */
    public boolean isGone() {
        return gone.isGone();
    }

    private XAResource ending() {
        return gone.isGone() ? recovery.get() : session;
    }

    /**
     * Begins a branch, or joins or resumes one. Where the broker has not answered though the connection is there, nobody knows whether it has: a transaction
     * manager does not end what could not begin, so that is undone here, lest a branch be left over, and the session in it.
     */
    @Override
    public void start(Xid xid, int flags) throws XAException {
        try {
            session.start(xid, flags);
        } catch (XAException e) {
            if (e.errorCode == XAException.XAER_RMFAIL && !gone.isGone()) {
                undo(xid, flags);
            }
            throw e;
        }
        associated.set(true);
    }

    private void undo(Xid xid, int flags) {
        try {
            session.end(xid, TMFAIL);
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_RMFAIL) {
                LOG.log(Level.DEBUG, "a branch whose start was not answered has not begun", e);
                return;
            }
        }
        try {
            if (flags == TMNOFLAGS) { // what was joined or resumed is not its own to roll back
                session.rollback(xid);
            }
        } catch (XAException e) {
            LOG.log(Level.DEBUG, "a branch whose start was not answered may be left over until its connection ends", e);
        }
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        associated.set(
                false); // also where it fails: then the branch can only roll back, and nothing more is done in it
        session.end(xid, flags);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return secondPhase.prepare(xid, session, gone);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            session.commit(xid, true);
        } else {
            secondPhase.end(xid, ending(), gone, resource -> resource.commit(xid, false));
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        secondPhase.end(xid, ending(), gone, resource -> resource.rollback(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        ending().forget(xid);
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return ending().recover(flags);
    }

    /** Whether it leads to the same broker, whatever the connection. */
    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof BrokerIdentity same && same.broker().equals(broker);
    }

    @Override
    public UUID broker() {
        return broker;
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return session.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return session.setTransactionTimeout(seconds);
    }

    @Override
    public String toString() {
        return "BranchResource[broker " + broker + "]";
    }
}
